package paystack

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/tabletap/console/internal/clock"
)

// Server is one instance of the stand-in. It is safe for use by many goroutines.
type Server struct {
	config   Config
	clock    clock.Clock
	basePath string // path of Config.BaseURL: "/sandbox/paystack", or ""
	webhooks *Webhooks
	faults   faults
	handler  http.Handler
	random   io.Reader // read inside changes only
	billing  sync.WaitGroup
	closed   chan struct{} // closed by Close
	closing  sync.Once

	mu      sync.Mutex // held by the one change under way
	state   *state
	started bool
}

// New makes a stand-in, with what Config.StateFile holds when there is such a file. It sends nothing before Start.
func New(config Config) (*Server, error) {
	config.setDefaults()
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("sandbox paystack: %w", err)
	}
	base, err := url.Parse(config.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("sandbox paystack: BaseURL: %w", err)
	}
	st, err := loadState(config.StateFile)
	if err != nil {
		return nil, err
	}
	s := &Server{config: config, clock: config.Clock, basePath: base.Path, state: st, closed: make(chan struct{})}
	s.random = newRandom(config.Seed, st.LastID)
	s.webhooks = newWebhooks(&s.config)
	s.webhooks.add(st.PendingWebhook)
	st.PendingWebhook = nil
	s.handler = s.routes()
	return s, nil
}

// Handler serves everything under Config.BaseURL. Paths are relative to it: strip the prefix that it is mounted under.
func (s *Server) Handler() http.Handler { return s.handler }

// Start begins to send webhooks and, every Config.BillEvery, to bill what is due, until ctx ends or Close. Calling it again
// does nothing.
func (s *Server) Start(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.started || s.isClosed() {
		return
	}
	s.started = true
	s.webhooks.start(ctx)
	if s.config.BillEvery > 0 {
		s.billing.Go(func() { s.billOften(ctx) })
	}
}

func (s *Server) isClosed() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

func (s *Server) billOften(ctx context.Context) {
	ticker := time.NewTicker(s.config.BillEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.closed:
			return
		case <-ticker.C:
		}
		s.webhooks.releaseLate()
		if _, err := s.Bill(ctx); err != nil && ctx.Err() == nil {
			s.config.Logger.ErrorContext(ctx, "paystack sandbox: billing", "error", err)
		}
	}
}

// Close stops sending and billing, breaks off what is being sent, and saves. Webhooks that were not delivered are kept in the
// state file and sent after the next Start. Calling it again does nothing more.
func (s *Server) Close() error {
	s.closing.Do(func() { close(s.closed) })
	s.billing.Wait()
	s.webhooks.stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.config.StateFile == "" {
		return nil
	}
	last := *s.state
	last.PendingWebhook = s.webhooks.Pending()
	return saveState(s.config.StateFile, &last)
}

// Webhooks is the sender of events, for tests that need them late, lost, repeated or out of order.
func (s *Server) Webhooks() *Webhooks { return s.webhooks }

// APIURL is the address of the API, which has no version in it.
func (s *Server) APIURL() string { return s.config.BaseURL }

// Transactions lists every transaction, oldest first, to compare ledgers with.
func (s *Server) Transactions() []Transaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copies(s.state.Transactions.list)
}

// Transaction finds a transaction by its reference.
func (s *Server) Transaction(reference string) (Transaction, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.state.Transactions.named(reference)
	if !ok {
		return Transaction{}, false
	}
	return *t, true
}

// Refunds lists every refund, oldest first.
func (s *Server) Refunds() []Refund {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copies(s.state.Refunds.list)
}

func copies[T any](from []*T) []T {
	to := make([]T, len(from))
	for i, record := range from {
		to[i] = *record
	}
	return to
}
