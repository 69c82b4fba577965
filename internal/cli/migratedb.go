package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/app"
	"github.com/tabletap/console/internal/config"
)

// withDatabase runs fn with the database as it is, whatever its version.
func (s *session) withDatabase(ctx context.Context, fn func(context.Context, *app.Migrations) error) (err error) {
	if err := s.cfg.Validate(config.RoleTool); err != nil {
		return err
	}
	m, err := app.OpenMigrations(ctx, s.cfg, s.quietLogger())
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		if closeErr := m.Close(closing); closeErr != nil {
			err = errors.Join(err, fmt.Errorf("close: %w", closeErr))
		}
	}()
	return fn(ctx, m)
}
