package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/app"
)

func (s *session) analyticsCommand() *cobra.Command {
	var tenant string
	rebuild := &cobra.Command{
		Use:   "rebuild",
		Short: "Count events again, while others come in, and replace what was counted before",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withApp(cmd.Context(), func(ctx context.Context, a *app.App) error {
				return a.RebuildCounts(ctx, tenant, func(t app.TenantLine) {
					fmt.Fprintf(s.out, "Counted the events of %s.\n", t.Slug)
				})
			})
		},
	}
	rebuild.Flags().StringVar(&tenant, "tenant", "", "slug, schema or id of one restaurant; default: all")
	return group("analytics", "Events and what is counted of them", rebuild)
}
