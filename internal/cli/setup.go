package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/app"
)

func (s *session) setupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "setup-initial-data",
		Short: "Write what every installation begins with: the plans, the catalogue of tools and a signing key. Running it again changes nothing",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withKeys(cmd.Context(), func(ctx context.Context, a *app.App) error {
				if err := a.SetupInitialData(ctx); err != nil {
					return err
				}
				_, err := fmt.Fprintln(s.out, "The initial data is there.")
				return err
			})
		},
	}
}
