package clerk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"

	"github.com/tabletap/console/internal/clock"
)

// Server is one instance of the stand-in. It is safe for use by many goroutines.
type Server struct {
	config   Config
	clock    clock.Clock
	basePath string // path of Config.BaseURL: "/sandbox/clerk", or ""
	state    atomic.Pointer[state]
	writing  sync.Mutex // held by the one change under way
	webhooks *Webhooks
	faults   faults
	handler  http.Handler
}

// New makes a stand-in, with what Config.StateFile holds when there is such a file. It sends nothing before Start.
func New(config Config) (*Server, error) {
	config.setDefaults()
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("sandbox clerk: %w", err)
	}
	base, err := url.Parse(config.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("sandbox clerk: BaseURL: %w", err)
	}
	s := &Server{config: config, clock: config.Clock, basePath: base.Path}
	if err := s.restore(); err != nil {
		return nil, err
	}
	s.handler = s.routes()
	return s, nil
}

// restore takes up the saved state, or begins a new one, and saves it when there is something new in it to keep.
func (s *Server) restore() error {
	st, err := loadState(s.config.StateFile, s.clock.Now())
	if err != nil {
		return err
	}
	if err := st.complete(&s.config); err != nil {
		return err
	}
	if s.webhooks, err = newWebhooks(&s.config, st.WebhookSecret); err != nil {
		return err
	}
	if err := saveState(s.config.StateFile, st); err != nil {
		return err
	}
	s.webhooks.add(st.PendingWebhook)
	st.PendingWebhook = nil
	s.state.Store(st)
	return nil
}

// complete adds the secrets that a state needs and does not have yet.
func (st *state) complete(config *Config) error {
	if config.WebhookSecret != "" {
		st.WebhookSecret = config.WebhookSecret
	}
	if st.WebhookSecret == "" {
		st.WebhookSecret = NewWebhookSecret()
	}
	if len(st.Keys) > 0 {
		return nil
	}
	if config.SigningKey != nil {
		st.Keys = []storedKey{{ID: newID("ins", config.Clock.Now()), key: config.SigningKey}}
		return nil
	}
	key, err := newKey(config.Clock.Now())
	st.Keys = []storedKey{key}
	return err
}

// now is the present state, to read only.
func (s *Server) now() *state { return s.state.Load() }

// Handler serves everything under Config.BaseURL. Paths are relative to it: strip the prefix that it is mounted under.
func (s *Server) Handler() http.Handler { return s.handler }

// Start begins to send webhooks, until ctx ends or Close. Calling it again does nothing.
func (s *Server) Start(ctx context.Context) { s.webhooks.start(ctx) }

// Close stops sending, breaks off what is being sent, and saves. Webhooks that were not delivered are kept in the state file
// and sent after the next Start. Calling it again does nothing more.
func (s *Server) Close() error {
	s.webhooks.stop()
	s.writing.Lock()
	defer s.writing.Unlock()
	last := s.now().clone()
	last.PendingWebhook = s.webhooks.Pending()
	return saveState(s.config.StateFile, last)
}

// Webhooks is the sender of events, for tests that need them late, lost, repeated or out of order.
func (s *Server) Webhooks() *Webhooks { return s.webhooks }

// WebhookSecret is the "whsec_…" that webhooks are signed with.
func (s *Server) WebhookSecret() string { return s.now().WebhookSecret }

// APIURL is the address of the Backend API, with its version, as clerk-sdk-go's BackendConfig.URL wants it.
func (s *Server) APIURL() string { return s.config.BaseURL + "/v1" }

// Issuer is the "iss" of the session tokens.
func (s *Server) Issuer() string { return s.config.Issuer }
