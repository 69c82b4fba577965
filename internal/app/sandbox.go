package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/config"
	"github.com/tabletap/console/internal/fault"
	paystacksandbox "github.com/tabletap/console/internal/sandbox/paystack"
)

// clockFile is where dev keeps how far its clock is ahead of the machine's.
const clockFile = "clock.json"

type clockState struct {
	Ahead time.Duration `json:"ahead_ns"`
}

// readClock gives dev's clock, as far ahead as an earlier start left it.
func readClock(cfg *config.Config) (*clock.Ahead, error) {
	path := filepath.Join(cfg.DataDir, clockFile)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return clock.NewAhead(clock.System{}, 0), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read dev's clock: %w", err)
	}
	var state clockState
	if err := json.Unmarshal(raw, &state); err != nil {
		return nil, fmt.Errorf("dev's clock in %s is damaged: delete the file, or start over with --reset: %w", path, err)
	}
	return clock.NewAhead(clock.System{}, state.Ahead), nil
}

// mountPaystack serves the stand-in for Paystack on the API's own port.
func (a *App) mountPaystack(ahead *clock.Ahead) (*paystacksandbox.Server, error) {
	base := a.Config.BaseURL()
	mover := &mover{app: a, clock: ahead}
	sandbox, err := paystacksandbox.New(paystacksandbox.Config{
		BaseURL: base + paystackSandboxPath, SecretKey: a.Config.Paystack.SecretKeys()[0],
		WebhookURL: base + "/api/subscriptions/webhook/paystack/", CallbackURL: base + "/billing/",
		StateFile: filepath.Join(a.Config.DataDir, "paystack.json"), Backoff: paystacksandbox.ScaledBackoff(0.05), RefundStep: time.Hour,
		Clock: a.clock, Logger: a.Log, Advance: mover.advance,
	})
	if err != nil {
		return nil, fmt.Errorf("stand-in for Paystack: %w", err)
	}
	mover.sandbox = sandbox
	a.API.Mount(paystackSandboxPath+"/", http.StripPrefix(paystackSandboxPath, sandbox.Handler()))
	return sandbox, nil
}

// mover lets time pass in dev, for everything at once: the service, and the stand-ins for Clerk and Paystack.
type mover struct {
	app     *App
	clock   *clock.Ahead
	sandbox *paystacksandbox.Server
	moving  sync.Mutex
}

const (
	mostAhead = 10 * 365 * 24 * time.Hour
	moveStep  = 6 * time.Hour // in which nothing comes that would have to be done before the end of it
	moveGrace = 5 * time.Second
)

// advance moves the clock on in steps, and after each does what falls due, so that a month is lived through rather than skipped.
func (m *mover) advance(ctx context.Context, by time.Duration) (time.Time, error) {
	m.moving.Lock()
	defer m.moving.Unlock()
	if by < 0 || m.clock.By()+by > mostAhead {
		return m.clock.Now(), fault.Field("advance", "The clock goes forward only, by ten years at most.")
	}
	for left := by; left > 0; left -= moveStep {
		m.clock.Advance(min(left, moveStep))
		if err := m.live(ctx); err != nil {
			return m.clock.Now(), err
		}
	}
	return m.clock.Now(), m.keep()
}

// live does what has fallen due: at Paystack, and here once its webhooks are delivered.
func (m *mover) live(ctx context.Context) error {
	charges, err := m.sandbox.Bill(ctx)
	if err != nil {
		return err
	}
	if charges > 0 {
		waiting, cancel := context.WithTimeout(ctx, moveGrace)
		defer cancel()
		_ = m.sandbox.Webhooks().Wait(waiting) // some may be held back on purpose
	}
	_, err = m.app.Subscriptions.RunDue(ctx)
	return err
}

func (m *mover) keep() error {
	raw, err := json.Marshal(clockState{m.clock.By()})
	if err != nil {
		return err
	}
	return writePrivate(filepath.Join(m.app.Config.DataDir, clockFile), raw)
}
