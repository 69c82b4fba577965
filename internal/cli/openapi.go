package cli

import (
	"github.com/spf13/cobra"

	"github.com/tabletap/console/internal/app"
)

func (s *session) openapiCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "openapi",
		Short: "Print the OpenAPI 3.1 document of the API",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			document, err := app.Document("1")
			if err != nil {
				return err
			}
			_, err = s.out.Write(append(document, '\n'))
			return err
		},
	}
}
