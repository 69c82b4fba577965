package cli

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/app"
)

func (s *session) keysCommand() *cobra.Command {
	var now bool
	rotate := &cobra.Command{
		Use:   "rotate",
		Short: "Make a new signing key; older ones stop signing and verify until their tokens have expired",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withKeys(cmd.Context(), func(ctx context.Context, a *app.App) error { return s.rotateKeys(ctx, a, now) })
		},
	}
	rotate.Flags().BoolVar(&now, "now", false, "sign with it at once, without the pause in which tools learn of it: for a key that leaked")
	list := &cobra.Command{
		Use:   "list",
		Short: "List the signing keys",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withApp(cmd.Context(), s.listKeys)
		},
	}
	return group("keys", "The keys that sign launch tokens and ID tokens", rotate, list)
}

func (s *session) listKeys(ctx context.Context, a *app.App) error {
	keys, err := a.SigningKeys(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "KID\tALGORITHM\tSTATE\tSIGNS FROM\tVERIFIES UNTIL")
	for _, k := range keys {
		until := "-"
		if k.Expires != nil {
			until = k.Expires.Format(time.RFC3339)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", k.ID, k.Algorithm, k.State, k.SignsFrom.Format(time.RFC3339), until)
	}
	return table.Flush()
}

func (s *session) rotateKeys(ctx context.Context, a *app.App, now bool) error {
	launches, idTokens, err := a.RotateSigningKeys(ctx, now)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "New signing key %s for launch tokens.\nNew signing key %s for OpenID Connect.\n", launches, idTokens)
	return err
}
