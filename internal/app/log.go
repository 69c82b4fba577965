package app

import (
	"io"
	"log/slog"

	"github.com/tabletap/console/internal/config"
)

// NewLogger makes the program's logger as LOG_LEVEL and LOG_FORMAT say.
func NewLogger(w io.Writer, cfg *config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		level = slog.LevelInfo // Validate refuses other words; a command that does not validate still gets a logger
	}
	options := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == "text" {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}
