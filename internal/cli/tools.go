package cli

import (
	"cmp"
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/app"
)

func (s *session) toolsCommand() *cobra.Command {
	list := &cobra.Command{
		Use:   "list",
		Short: "List the platform's tools",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withApp(cmd.Context(), s.listTools)
		},
	}
	return group("tools", "The tools that the platform offers, and their credentials",
		list, s.addToolCommand(), s.updateToolCommand(), s.credentialsCommand())
}

func (s *session) addToolCommand() *cobra.Command {
	var n app.NewTool
	cmd := &cobra.Command{
		Use:   "add",
		Short: "Offer another tool; restaurants install it themselves",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withApp(cmd.Context(), func(ctx context.Context, a *app.App) error { return s.addTool(ctx, a, n) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&n.Slug, "slug", "", "short name, which never changes")
	f.StringVar(&n.Name, "name", "", "name for people")
	f.StringVar(&n.URL, "url", "", "where it is: https, or http on this machine")
	f.StringVar(&n.Description, "description", "", "a sentence about it")
	f.StringVar(&n.Icon, "icon", "", "name of its icon")
	f.BoolVar(&n.Default, "default", false, "install it in every new restaurant")
	f.StringArrayVar(&n.RedirectURIs, "redirect-uri", nil, "where an OpenID sign-in may lead to; may be repeated")
	f.BoolVar(&n.Public, "public", false, publicFlag)
	return cmd
}

const publicFlag = "sign people in over OpenID without a secret, as a tool in the browser has to; gives it a client id"

func (s *session) updateToolCommand() *cobra.Command {
	var slug, address string
	var redirects []string
	var public bool
	cmd := &cobra.Command{
		Use:   "update",
		Short: "Change where a tool is, where its OpenID sign-ins lead to, and whether it keeps a secret",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			change := app.ToolChange{
				URL: given(cmd, "url", &address), RedirectURIs: given(cmd, "redirect-uri", &redirects), Public: given(cmd, "public", &public),
			}
			return s.withApp(cmd.Context(), func(ctx context.Context, a *app.App) error { return s.updateTool(ctx, a, slug, change) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&slug, "slug", "", "which tool")
	f.StringVar(&address, "url", "", "where it is: https, or http on this machine")
	f.StringArrayVar(&redirects, "redirect-uri", nil, "where an OpenID sign-in may lead to, instead of all that it has; may be repeated")
	f.BoolVar(&public, "public", false, publicFlag)
	return cmd
}

// given is a flag's value, nil for a flag that is not there.
func given[T any](cmd *cobra.Command, flag string, value *T) *T {
	if !cmd.Flags().Changed(flag) {
		return nil
	}
	return value
}

const defaultOverlap = 24 * time.Hour

func (s *session) credentialsCommand() *cobra.Command {
	var slug string
	var overlap time.Duration
	cmd := &cobra.Command{
		Use:   "credentials",
		Short: "Give a tool a new secret, and a client id if it has none; the secret is printed this once",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withApp(cmd.Context(), func(ctx context.Context, a *app.App) error { return s.makeCredentials(ctx, a, slug, overlap) })
		},
	}
	cmd.Flags().StringVar(&slug, "slug", "", "which tool")
	cmd.Flags().DurationVar(&overlap, "overlap", defaultOverlap, "for how long the secrets that it has stay good; 0 ends them now")
	return cmd
}

func (s *session) listTools(ctx context.Context, a *app.App) error {
	table := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tSLUG\tNAME\tURL\tACTIVE\tDEFAULT\tPUBLIC\tCLIENT ID")
	err := a.EachTool(ctx, func(t app.ToolLine) error {
		_, err := fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%t\t%t\t%t\t%s\n",
			t.ID, t.Slug, t.Name, t.URL, t.Active, t.Default, t.Public, cmp.Or(t.ClientID, "-"))
		return err
	})
	if err != nil {
		return err
	}
	return table.Flush()
}

func (s *session) addTool(ctx context.Context, a *app.App, n app.NewTool) error {
	t, err := a.AddTool(ctx, n)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "New tool %s with the id %d.\n", t.Slug, t.ID)
	s.sayClientID(&t)
	return nil
}

func (s *session) updateTool(ctx context.Context, a *app.App, slug string, change app.ToolChange) error {
	t, err := a.ChangeTool(ctx, slug, change)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Changed tool %s.\n", t.Slug)
	s.sayClientID(&t)
	return nil
}

func (s *session) sayClientID(t *app.ToolLine) {
	if t.ClientID != "" {
		fmt.Fprintf(s.out, "client_id: %s\n", t.ClientID)
	}
}

func (s *session) makeCredentials(ctx context.Context, a *app.App, slug string, overlap time.Duration) error {
	made, err := a.MakeCredentials(ctx, slug, overlap)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "client_id: %s\nclient_secret: %s\n", made.ClientID, made.Secret)
	if made.PreviousExpires != nil {
		fmt.Fprintf(s.err, "The secrets before this one end at %s.\n", made.PreviousExpires.Format(time.RFC3339))
	}
	return nil
}
