package embedded

import (
	"errors"
	"log/slog"
	"time"
)

// Config says where the data is and how the server is to run. Only DataDir is required.
type Config struct {
	DataDir        string        // our folder, made if missing; for root see the package's comment
	Logger         *slog.Logger  // nil: silent
	Disposable     bool          // fsync off: fast, and a crash of the machine loses the data. For tests only
	MaxConnections int           // 0: 200
	SharedBuffers  string        // "": 128MB
	StartTimeout   time.Duration // 0: two minutes, as recovery after a crash may take one
	DownloadURL    string        // Maven repository with zonky's PostgreSQL binaries; "": Maven Central

	systemFolder string // "": /var/lib/tabletap; tests move it
	finder       *finder
}

const (
	defaultMaxConnections = 200
	defaultSharedBuffers  = "128MB"
	defaultStartTimeout   = 2 * time.Minute
	defaultSystemFolder   = "/var/lib/tabletap"
)

func (c Config) withDefaults() (Config, error) {
	if c.DataDir == "" {
		return c, errors.New("embedded PostgreSQL needs a data folder: set DataDir")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.MaxConnections = orDefault(c.MaxConnections, defaultMaxConnections)
	c.SharedBuffers = orDefault(c.SharedBuffers, defaultSharedBuffers)
	c.StartTimeout = orDefault(c.StartTimeout, defaultStartTimeout)
	c.systemFolder = orDefault(c.systemFolder, defaultSystemFolder)
	if c.finder == nil {
		c.finder = newFinder(c)
	}
	return c, nil
}

func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}
