package cli

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/app"
	"github.com/tabletap/console/internal/fault"
)

func (s *session) webhooksCommand() *cobra.Command {
	return group("webhooks", "What was sent to us: list, show, replay", s.webhooksList(), s.webhooksShow(), s.webhooksReplay())
}

const mostListed = 50

func (s *session) webhooksList() *cobra.Command {
	var filter app.WebhookFilter
	var most int
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List webhooks, the newest first",
		Example: "  tabletap webhooks list --status parked",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withApp(cmd.Context(), func(ctx context.Context, a *app.App) error { return s.listWebhooks(ctx, a, filter, most) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&filter.Status, "status", "", "pending, processed, ignored, failed or parked; default: all")
	flags.StringVar(&filter.Source, "source", "", "who sent it, such as clerk; default: anybody")
	flags.StringVar(&filter.Type, "event-type", "", "such as user.created; default: all")
	flags.Int64Var(&filter.Tenant, "tenant", 0, "id of the restaurant that it was about; default: any, or none")
	flags.IntVar(&most, "limit", mostListed, "how many at most")
	return cmd
}

func (s *session) listWebhooks(ctx context.Context, a *app.App, filter app.WebhookFilter, most int) error {
	table := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tRECEIVED\tSOURCE\tTYPE\tSTATUS\tATTEMPTS\tLAST ERROR")
	err := a.EachWebhook(ctx, filter, most, func(w app.WebhookLine) error {
		_, err := fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%d\t%s\n", w.ID, w.Received.Format(time.RFC3339), w.Source, w.Type, w.Status,
			w.Attempts, firstWords(w.LastError))
		return err
	})
	if err != nil {
		return err
	}
	return table.Flush()
}

// firstWords is an error on one line of a table.
func firstWords(text string) string {
	const most = 80
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return cmp.Or(text, "-")
}

func (s *session) webhooksShow() *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show one webhook with its payload",
		Args:  cobra.ExactArgs(1),
		RunE: s.withWebhook(func(ctx context.Context, a *app.App, id int64) error {
			lines, err := a.DescribeWebhook(ctx, id)
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
			for _, line := range lines {
				fmt.Fprintf(table, "%s\t%s\n", line[0], line[1])
			}
			return table.Flush()
		}),
	}
}

func (s *session) webhooksReplay() *cobra.Command {
	return &cobra.Command{
		Use:   "replay ID",
		Short: "Try a parked, failed or ignored webhook again; a running server or worker does it",
		Args:  cobra.ExactArgs(1),
		RunE: s.withWebhook(func(ctx context.Context, a *app.App, id int64) error {
			if err := a.ReplayWebhook(ctx, id); err != nil {
				return err
			}
			_, err := fmt.Fprintf(s.out, "Webhook %d will be tried again.\n", id)
			return err
		}),
	}
}

// withWebhook is withApp for a command about the webhook whose id is its argument.
func (s *session) withWebhook(fn func(context.Context, *app.App, int64) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		id, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil || id < 1 {
			return fault.Field("id", "Enter the number of a webhook, as `tabletap webhooks list` shows it.")
		}
		return s.withApp(cmd.Context(), func(ctx context.Context, a *app.App) error { return fn(ctx, a, id) })
	}
}
