package cli

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/app"
)

func (s *session) tenantsCommand() *cobra.Command {
	return group("tenants", "Restaurants: create, list, show", s.tenantsCreate(), s.tenantsList(), s.tenantsShow())
}

func (s *session) tenantsCreate() *cobra.Command {
	var n app.NewTenant
	cmd := &cobra.Command{
		Use:   "create",
		Short: "Make a restaurant with its schema, roles and tools",
		Example: `  tabletap tenants create --schema restaurant_abc --name "ABC Restaurant" \
      --email admin@abc-restaurant.com --domain abc.tabletap.com`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withApp(cmd.Context(), func(ctx context.Context, a *app.App) error {
				t, err := a.CreateTenant(ctx, n)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(s.out, "Made restaurant %d, %s, in schema %s.\n", t.ID, t.Profile.Name, t.Schema)
				return err
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&n.Schema, "schema", "", "name of the PostgreSQL schema; default: from the name")
	flags.StringVar(&n.Name, "name", "", "name of the restaurant")
	flags.StringVar(&n.Email, "email", "", "contact address")
	flags.StringVar(&n.Domain, "domain", "", "primary domain; default: <schema>.localhost")
	flags.StringVar(&n.Slug, "slug", "", "name in addresses; default: from the schema or the name")
	flags.StringVar(&n.Owner, "owner", "", "email address of the user who owns it; default: nobody yet")
	return cmd
}

func (s *session) tenantsList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the restaurants",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withApp(cmd.Context(), func(ctx context.Context, a *app.App) error {
				table := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
				fmt.Fprintln(table, "ID\tSLUG\tSCHEMA\tVERSION\tNAME")
				err := a.EachTenant(ctx, func(t app.TenantLine) error {
					_, err := fmt.Fprintf(table, "%d\t%s\t%s\t%d\t%s\n", t.ID, t.Slug, t.Schema, t.Version, t.Name)
					return err
				})
				if err != nil {
					return err
				}
				return table.Flush()
			})
		},
	}
}

func (s *session) tenantsShow() *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Show one restaurant by slug, schema or id",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.withApp(cmd.Context(), func(ctx context.Context, a *app.App) error {
				lines, err := a.DescribeTenant(ctx, args[0])
				if err != nil {
					return err
				}
				table := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
				for _, line := range lines {
					fmt.Fprintf(table, "%s\t%s\n", line[0], line[1])
				}
				return table.Flush()
			})
		},
	}
}
