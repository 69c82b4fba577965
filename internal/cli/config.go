package cli

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/config"
)

func (s *session) configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Print the settings in force, secrets hidden, and what is wrong with them",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			table := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
			for _, setting := range s.cfg.Settings() {
				fmt.Fprintf(table, "%s\t%s\t%s\n", setting.Variable, setting.Value, setting.Help)
			}
			if err := table.Flush(); err != nil {
				return err
			}
			return s.cfg.Validate(config.RoleTool)
		},
	}
}
