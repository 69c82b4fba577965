package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/app"
	"github.com/tabletap/console/internal/config"
)

func (s *session) devCommand() *cobra.Command {
	var reset bool
	var dataDir string
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "Run everything on this machine: PostgreSQL, stand-ins for Clerk and Paystack, demo data, API and console",
		Long: `Runs everything on this machine, with nothing to set up: a PostgreSQL of its own, stand-ins for Clerk and Paystack, demo data,
API and console. A second start keeps the data. Ctrl-C stops all of it.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dataDir != "" {
				s.cfg.DataDir = dataDir
			}
			if s.listen != "" {
				s.cfg.Listen = s.listen
			}
			return s.dev(cmd.Context(), reset)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&reset, "reset", false, "start over: delete the data and the keys of earlier starts")
	flags.StringVar(&s.listen, "listen", "", "address to serve on, instead of LISTEN")
	flags.StringVar(&dataDir, "data-dir", "", "folder of the data, instead of DATA_DIR")
	return cmd
}

func (s *session) dev(ctx context.Context, reset bool) error {
	if err := s.cfg.Validate(config.RoleDev); err != nil {
		return err
	}
	release, err := app.Claim(&s.cfg)
	if err != nil {
		return err
	}
	defer release()
	logs, err := s.devLog()
	if err != nil {
		return err
	}
	defer func() { _ = logs.Close() }()
	cfg := s.cfg
	cfg.LogFormat = "text"
	return app.Dev(ctx, s.cfg, Version(), app.NewLogger(logs, &cfg), app.DevOptions{Reset: reset, Up: s.showDev})
}

// devLog keeps the terminal for the screen below: what happens is in a file, begun anew at each start.
func (s *session) devLog() (*os.File, error) {
	return os.OpenFile(filepath.Join(s.cfg.DataDir, "dev.log"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
}

func (s *session) showDev(d app.DevInfo) {
	missing := ""
	if !d.HasConsole {
		missing = "          not in this binary: make console build"
	}
	fmt.Fprintf(s.out, `
  TableTap Console %s is running.

  Console    %s/%s
  API        %s/api/       documentation: %s/api/docs/
  Operators  %s/admin

`, d.Version, d.BaseURL, missing, d.BaseURL, d.BaseURL, d.BaseURL)
	for _, account := range d.Accounts {
		fmt.Fprintf(s.out, "  %-10s %s\n", account.Role, account.Name)
	}
	where := ""
	if s.listen != "" { // the other commands know the settings, and not this one's flags
		where = " --url " + d.BaseURL
	}
	fmt.Fprintf(s.out, `
  Database   %s
  Log        %s

  Check it   ./bin/tabletap check%s
  A month on ./bin/tabletap sandbox advance 31d%s
  Stop       Ctrl-C

`, d.DatabaseURL, filepath.Join(s.cfg.DataDir, "dev.log"), where, where)
}
