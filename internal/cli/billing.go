package cli

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/app"
	"github.com/tabletap/console/internal/subscriptions"
)

func (s *session) billingCommand() *cobra.Command {
	days := subscriptions.ReconciledDays
	reconcile := &cobra.Command{
		Use:   "reconcile",
		Short: "Compare the ledger with Paystack; payments that got lost are settled, and what does not agree is listed",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withApp(cmd.Context(), func(ctx context.Context, a *app.App) error { return s.reconcile(ctx, a, days) })
		},
	}
	reconcile.Flags().IntVar(&days, "days", days, "how many days back to look")
	return group("billing", "What restaurants pay", reconcile)
}

func (s *session) reconcile(ctx context.Context, a *app.App, days int) error {
	done, err := a.Subscriptions.ReconcileLately(ctx, days)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	for _, line := range []struct {
		what   string
		number int
	}{
		{"payments that Paystack lists", done.Listed},
		{"of them settled now", done.Healed},
		{"payments of ours that it does not list, asked about", done.Checked},
		{"refunds that Paystack lists", done.Refunds},
		{"new findings", len(done.Findings)},
	} {
		fmt.Fprintf(table, "%s\t%d\n", line.what, line.number)
	}
	if len(done.Findings) > 0 {
		fmt.Fprintln(table, "\nID\tKIND\tREFERENCE\tDETAIL")
	}
	for _, f := range done.Findings {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\n", f.ID, f.Kind, f.Reference, f.Detail)
	}
	fmt.Fprintf(table, "\nfrom\t%s\nto\t%s\n", done.From.UTC().Format(time.RFC3339), done.To.UTC().Format(time.RFC3339))
	return table.Flush()
}
