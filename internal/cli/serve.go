package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/app"
	"github.com/tabletap/console/internal/config"
)

func (s *session) serveCommand() *cobra.Command {
	var noWorker bool
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the API and the console, and work jobs off",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.run(cmd.Context(), app.Run{Serve: true, Work: !noWorker})
		},
	}
	cmd.Flags().BoolVar(&noWorker, "no-worker", false, "leave jobs to `tabletap worker`")
	cmd.Flags().StringVar(&s.listen, "listen", "", "address to serve on, instead of LISTEN")
	return cmd
}

func (s *session) workerCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "worker",
		Short: "Work jobs off, without serving",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.run(cmd.Context(), app.Run{Work: true})
		},
	}
}

func (s *session) run(ctx context.Context, what app.Run) error {
	if s.listen != "" {
		s.cfg.Listen = s.listen
	}
	if err := s.cfg.Validate(config.RoleServer); err != nil {
		return err
	}
	return app.Main(ctx, s.cfg, Version(), s.logger(), what)
}
