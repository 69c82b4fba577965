package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tabletap/console/internal/clock"
)

// Config says where the other instances are heard of. A field that is zero takes its default.
type Config struct {
	// DatabaseURL is where to LISTEN: the server itself or a pooler in session mode. Connect, if set, opens the connection
	// instead.
	DatabaseURL string
	Connect     func(context.Context) (*pgx.Conn, error)

	// DisableListen is for a database that is reached only through a transaction pooler, where LISTEN does not work.
	// Messages then come through Redis alone, after the commit. Redis may lose one, as may a process that is killed between
	// its commit and its publish, so bound caches keep nothing for longer than 5 s. Without RedisURL they keep nothing at all:
	// right for a command that runs once, and for a test of something else.
	DisableListen bool

	RedisURL     string        // "": do without
	RedisTimeout time.Duration // for one command; 100 ms
	Namespace    string        // first part of every name in Redis; "tabletap"

	// Keepalive is the silence after which the path is tried with a message to ourselves; 10 s. A connection that died without
	// a word leaves caches in use for at most this and 2 s more.
	Keepalive time.Duration

	Logger *slog.Logger
	Clock  clock.Clock
}

var errNoPath = errors.New("cache: set DatabaseURL or Connect, or DisableListen")

func (c Config) withDefaults() (Config, error) {
	if c.Namespace == "" {
		c.Namespace = "tabletap"
	}
	if c.RedisTimeout <= 0 {
		c.RedisTimeout = 100 * time.Millisecond
	}
	if c.Keepalive <= 0 {
		c.Keepalive = 10 * time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	return c.withConnect()
}

func (c Config) withConnect() (_ Config, err error) {
	switch {
	case c.DisableListen || c.Connect != nil:
	case c.DatabaseURL == "":
		err = errNoPath
	default:
		c.Connect, err = connector(c.DatabaseURL)
	}
	return c, err
}

// System is the caching of one instance: what its caches listen to, and what it shares with the others.
type System struct {
	Bus     *Bus
	Shared  Shared
	Limiter *Limiter

	redis  *redisDoor
	follow *follower // nil when there is nothing to follow

	mu      sync.Mutex
	stop    context.CancelFunc
	closed  bool
	running sync.WaitGroup
}

// New makes a System. It fails on addresses that cannot be read, not on servers that are away. Publish, Drop, Shared and
// Limiter work at once; bound caches keep nothing before Start.
func New(ctx context.Context, cfg Config) (*System, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &System{}
	if cfg.RedisURL != "" {
		if s.redis, err = openRedis(ctx, cfg.RedisURL, cfg.RedisTimeout, cfg.Logger); err != nil {
			return nil, fmt.Errorf("cache: %w", err)
		}
	}
	s.Bus = newBus(s.redis, cfg.Namespace+":invalidate", cfg.DisableListen)
	s.Shared = newShared(s.redis, cfg.Namespace+":shared:", cfg.Clock)
	s.Limiter = newLimiter(s.redis, cfg.Namespace+":limit:", cfg.Clock)
	s.follow = follow(s.Bus, cfg)
	return s, nil
}

func follow(bus *Bus, cfg Config) *follower {
	f := &follower{bus: bus, keepalive: cfg.Keepalive, patience: 2 * time.Second, log: cfg.Logger}
	switch {
	case !cfg.DisableListen:
		f.path = "postgres"
		f.open = func(ctx context.Context) (session, error) { return listen(ctx, cfg.Connect) }
	case bus.redis != nil:
		f.path = "redis"
		f.open = func(ctx context.Context) (session, error) { return bus.redis.subscribe(ctx, bus.relay) }
	default:
		return nil
	}
	return f
}

// Listening reports whether this instance hears what changes, and so whether its caches keep anything.
func (s *System) Listening() bool { return s.Bus.Live() }

// RedisAnswers reports whether Redis does, or is not wanted at all.
func (s *System) RedisAnswers() bool { return s.redis == nil || s.redis.up.Load() }

// Start begins to listen, in the background, until ctx ends or Close. Bus.Ready waits for the first success. Starting
// twice is starting once.
func (s *System) Start(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.follow == nil || s.stop != nil || s.closed {
		return
	}
	ctx, s.stop = context.WithCancel(ctx)
	s.running.Go(func() { s.follow.run(ctx) })
}

// Close stops what Start began, waits for it, and leaves Redis. Caches are bypassed from then on. Closing twice is closing
// once.
func (s *System) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.closed = true
	if s.stop != nil {
		s.stop()
	}
	s.running.Wait()
	s.redis.close()
}
