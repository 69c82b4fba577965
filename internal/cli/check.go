package cli

import (
	"cmp"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/check"
	"github.com/tabletap/console/internal/clock"
)

func (s *session) checkCommand() *cobra.Command {
	var c check.Config
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check a running server from outside: a line a step, and what to do about each failure",
		Long: `Checks a running server from outside: health, documents, CORS, error bodies, who is let in, and, where the local stand-in
for Clerk is served, a restaurant's whole first day, with users and restaurants that are deleted again. Against a server
with the real Clerk nothing is created, and --token runs the parts that only read.

It takes a minute at most, and exits with 1 when a step fails.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c.URL = cmp.Or(c.URL, s.cfg.BaseURL())
			c.Origin = cmp.Or(c.Origin, s.origin())
			c.Clerk, c.Clock = s.cfg.Clerk, clock.System{}
			report, err := check.Run(cmd.Context(), c, s.out)
			if err == nil && !report.OK() {
				return errSilent
			}
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&c.URL, "url", "", "where the server is; by default PUBLIC_URL, or http:// and LISTEN, which is http://localhost:3001")
	flags.StringVar(&c.Origin, "origin", "", "a browser origin that the server allows; by default the first of CORS_ALLOWED_ORIGINS")
	flags.StringVar(&c.Token, "token", "", "a session token to read with, for servers with the real Clerk; nothing is created")
	flags.StringVar(&c.Tenant, "tenant", "", "with --token: the restaurant to read, by slug, schema name or id")
	return cmd
}

// origin is the first that the settings name.
func (s *session) origin() string {
	for _, origin := range s.cfg.AllowedOrigins {
		if origin != "*" {
			return origin
		}
	}
	return "http://localhost:3000"
}
