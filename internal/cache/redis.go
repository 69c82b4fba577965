package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"
)

const (
	// revivePause is how long a Redis that failed is left alone.
	revivePause = time.Second
	// dialPatience is for connecting and for the ping that tries a lost Redis again, both off any request's path.
	dialPatience = 2 * time.Second
)

var errRedisAway = errors.New("cache: redis is away")

// redisDoor is the only way to Redis. While Redis fails it is shut, so nobody waits for it: one goroutine tries again
// every second, and opens it. A nil door is always shut.
type redisDoor struct {
	options rueidis.ClientOption
	timeout time.Duration // for one command
	log     *slog.Logger
	pause   time.Duration

	up     atomic.Bool
	client atomic.Pointer[rueidis.Client]

	life   context.Context //nolint:containedctx // of the door itself, not of a call
	end    context.CancelFunc
	mu     sync.Mutex // orders trip and close
	revive sync.WaitGroup
}

// openRedis connects once. A Redis that is away is no error: the door stays shut until it comes.
func openRedis(ctx context.Context, url string, timeout time.Duration, log *slog.Logger) (*redisDoor, error) {
	options, err := rueidis.ParseURL(url)
	if err != nil {
		return nil, errors.New("cache: redis address is not valid") // the cause would show its password
	}
	d := &redisDoor{options: frugal(options), timeout: timeout, log: log, pause: revivePause}
	d.life, d.end = context.WithCancel(context.WithoutCancel(ctx))
	d.up.Store(true)
	if err := d.knock(ctx); err != nil {
		d.trip(err)
	}
	return d, nil
}

// frugal keeps rueidis within the memory of a small server (its defaults are 1 MiB of buffers a connection and a client
// cache of 128 MiB) and makes it fail at once, for the door to decide when to try again. One connection carries all
// commands, so the ping that opens the door has tried the one that the next command takes.
func frugal(o rueidis.ClientOption) rueidis.ClientOption {
	o.ReadBufferEachConn, o.WriteBufferEachConn = 32<<10, 32<<10
	o.CacheSizeEachConn = 8 << 20
	o.PipelineMultiplex = -1 // one
	o.BlockingPoolSize = 16
	o.Dialer.Timeout = dialPatience
	o.ConnWriteTimeout = dialPatience
	o.DisableRetry = true
	return o
}

// do runs fn with a client and a deadline. Every failure that is not the caller's own leaving shuts the door.
func (d *redisDoor) do(ctx context.Context, fn func(context.Context, rueidis.Client) error) error {
	if d == nil || !d.up.Load() {
		return errRedisAway
	}
	bounded, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	err := fn(bounded, *d.client.Load())
	if err != nil && !rueidis.IsRedisNil(err) && ctx.Err() == nil {
		d.trip(err)
	}
	return err
}

func (d *redisDoor) publish(ctx context.Context, channel string, payloads []string) {
	for _, payload := range payloads {
		err := d.do(ctx, func(ctx context.Context, c rueidis.Client) error {
			return c.Do(ctx, c.B().Publish().Channel(channel).Message(payload).Build()).Error()
		})
		if err != nil {
			return // logged when the door shut; lossyTTL bounds what it costs
		}
	}
}

// trip shuts the door and has it tried again. It logs the change, so not once a request.
func (d *redisDoor) trip(cause error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.life.Err() != nil || !d.up.CompareAndSwap(true, false) {
		return
	}
	d.log.WarnContext(d.life, "redis does not answer; doing without", "error", cause)
	d.revive.Go(d.retry)
}

// retry ends when Redis answers or the door is closed.
func (d *redisDoor) retry() {
	tick := time.NewTicker(d.pause)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-d.life.Done():
			return
		}
		if d.knock(d.life) == nil {
			d.log.InfoContext(d.life, "redis answers again")
			d.up.Store(true)
			return
		}
	}
}

// knock pings, after connecting if that never worked before.
func (d *redisDoor) knock(ctx context.Context) error {
	if d.client.Load() == nil {
		c, err := rueidis.NewClient(d.options)
		if err != nil {
			return fmt.Errorf("cache: connect to redis: %w", err)
		}
		d.client.Store(&c)
	}
	c := *d.client.Load()
	ctx, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	return c.Do(ctx, c.B().Ping().Build()).Error()
}

func (d *redisDoor) close() {
	if d == nil {
		return
	}
	d.mu.Lock()
	d.end()
	d.mu.Unlock()
	d.revive.Wait()
	d.up.Store(false)
	if c := d.client.Load(); c != nil {
		(*c).Close()
	}
}
