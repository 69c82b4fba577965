package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/app"
	"github.com/tabletap/console/internal/config"
)

// withApp runs fn with the program's services and an up-to-date shared schema, without serving anything or working jobs off.
// Beside a running `tabletap dev` it uses that one's database and keys.
func (s *session) withApp(ctx context.Context, fn func(context.Context, *app.App) error) (err error) {
	if err := s.cfg.Validate(config.RoleTool); err != nil {
		return err
	}
	if s.cfg.SecretKey == "" && app.HasSecrets(&s.cfg) {
		if err := app.FillSecrets(&s.cfg); err != nil {
			return err
		}
	}
	a, err := app.OpenForCommand(ctx, s.cfg, Version(), s.quietLogger())
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		if closeErr := a.Close(closing); closeErr != nil {
			err = errors.Join(err, fmt.Errorf("close: %w", closeErr))
		}
	}()
	return fn(ctx, a)
}

// withKeys is withApp for a command that makes signing keys: they are sealed under SECRET_KEY, and must not be under nothing.
func (s *session) withKeys(ctx context.Context, fn func(context.Context, *app.App) error) error {
	return s.withApp(ctx, func(ctx context.Context, a *app.App) error {
		if a.Config.SecretKey == "" {
			return config.SettingErrors{"SECRET_KEY: is required: the signing keys are sealed under it"}
		}
		return fn(ctx, a)
	})
}
