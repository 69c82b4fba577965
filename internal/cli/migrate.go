package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tabletap/console/internal/app"
)

func (s *session) migrateCommand() *cobra.Command {
	var what app.Migration
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Bring the shared schema and all restaurants to this binary's versions",
		Long: `Brings the shared schema and then all restaurants to the versions that this binary knows. One restaurant goes first, alone;
a restaurant that fails is reported and left at its version, and the others go on. Running it again takes up what is left.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.migrate(cmd.Context(), what) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&what.SharedOnly, "shared", false, "only the shared schema")
	flags.BoolVar(&what.TenantsOnly, "tenants", false, "only the restaurants")
	flags.StringVar(&what.Tenant, "tenant", "", "only the restaurant with this slug or schema")
	flags.IntVar(&what.Workers, "workers", 4, "restaurants at work at once")
	flags.BoolVar(&what.DryRun, "dry-run", false, "only say what would be done")
	cmd.MarkFlagsMutuallyExclusive("shared", "tenants")
	cmd.MarkFlagsMutuallyExclusive("shared", "tenant")
	cmd.AddCommand(s.migrateStatus())
	return cmd
}

func (s *session) migrateStatus() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Say how far the database is behind this binary",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.withDatabase(cmd.Context(), func(ctx context.Context, m *app.Migrations) error {
				status, err := m.Status(ctx)
				if err != nil {
					return err
				}
				fmt.Fprintf(s.out, "shared schema: version %d of %d\n", status.SharedVersion, status.SharedNewest)
				fmt.Fprintf(s.out, "restaurants: %d, newest version %d\n", status.Tenants, status.TenantNewest)
				for version, count := range status.Behind {
					fmt.Fprintf(s.out, "  %d at version %d\n", count, version)
				}
				return nil
			})
		},
	}
}

func (s *session) migrate(ctx context.Context, what app.Migration) error {
	bar := newProgressBar(s.err)
	what.Progress = bar.update
	return s.withDatabase(ctx, func(ctx context.Context, m *app.Migrations) error {
		report, err := m.Run(ctx, what)
		bar.end()
		if err == nil || len(report.Shared)+len(report.Tenants.Behind) > 0 {
			s.printReport(what, report)
		}
		if err == nil && len(report.Tenants.Failures) > 0 {
			return errSilent
		}
		return err
	})
}

func (s *session) printReport(what app.Migration, report app.MigrationReport) {
	verb := "applied"
	if what.DryRun {
		verb = "would apply"
	}
	for _, m := range report.Shared {
		fmt.Fprintf(s.out, "shared schema: %s %s\n", verb, m.Name)
	}
	if len(report.Shared) == 0 && !what.TenantsOnly && what.Tenant == "" {
		fmt.Fprintln(s.out, "shared schema: nothing to do")
	}
	if what.SharedOnly {
		return
	}
	s.printTenants(what, report.Tenants)
}

func (s *session) printTenants(what app.Migration, r app.TenantReport) {
	switch {
	case len(r.Behind) == 0:
		fmt.Fprintln(s.out, "restaurants: nothing to do")
	case what.DryRun:
		fmt.Fprintf(s.out, "restaurants: would migrate %d: %s\n", len(r.Behind), strings.Join(r.Behind, ", "))
	default:
		fmt.Fprintf(s.out, "restaurants: %d of %d migrated\n", r.Migrated, len(r.Behind))
	}
	for _, failure := range r.Failures {
		fmt.Fprintf(s.err, "tabletap: %s stays at version %d: %v\n", failure.Schema, failure.Version, failure.Err)
	}
}

// progressBar draws on a terminal and is silent elsewhere.
type progressBar struct {
	mu    sync.Mutex
	out   io.Writer
	drawn bool
}

func newProgressBar(w io.Writer) *progressBar {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return &progressBar{out: w}
	}
	return &progressBar{}
}

func (b *progressBar) update(done, total int) {
	if b.out == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	const width = 40
	full := width * done / max(total, 1)
	fmt.Fprintf(b.out, "\r[%s%s] %d/%d", strings.Repeat("#", full), strings.Repeat(".", width-full), done, total)
	b.drawn = true
}

func (b *progressBar) end() {
	if b.drawn {
		fmt.Fprintln(b.out)
	}
}
