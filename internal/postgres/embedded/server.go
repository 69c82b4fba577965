package embedded

import (
	"context"
	"errors"
	"log/slog"
	"sync"
)

// Server is a running PostgreSQL. Its methods may be called from many goroutines.
type Server struct {
	config       Config
	folder       *folder
	installation installation
	log          *slog.Logger

	password            string // of the superuser
	applicationPassword string

	databases sync.Mutex // held by EnsureDatabase: PostgreSQL refuses two changes of a role at a time

	operation sync.Mutex // held by Stop and Restart: one at a time
	mu        sync.Mutex // guards current and stopped
	current   *run
	stopped   bool
}

// ErrStopped says that the server was stopped for good.
var ErrStopped = errors.New("the embedded PostgreSQL has been stopped")

// Start runs PostgreSQL on the folder, making a cluster the first time, and returns when it takes connections. A server
// that a killed program left there is stopped first. The error is ErrInUse when a living program runs one.
func Start(ctx context.Context, c Config) (*Server, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	f, err := openFolder(ctx, c)
	if err != nil {
		return nil, err
	}
	s := &Server{config: c, folder: f, log: c.Logger}
	if err := s.begin(ctx); err != nil {
		f.lock.Release()
		return nil, err
	}
	return s, nil
}

func (s *Server) begin(ctx context.Context) error {
	major, err := s.folder.dataVersion()
	if err != nil {
		return err
	}
	if s.installation, err = s.config.finder.find(ctx, major); err != nil {
		return err
	}
	if s.password, err = s.folder.readPassword(); err != nil {
		return err
	}
	if s.applicationPassword, err = applicationPassword(s.password); err != nil {
		return err
	}
	return s.up(ctx, 0)
}

// up starts a new life of the postmaster, on port unless that is 0.
func (s *Server) up(ctx context.Context, port int) error {
	ctx, cancel := context.WithTimeout(ctx, s.config.StartTimeout)
	defer cancel()
	if err := s.folder.clearLeftovers(ctx, s.log); err != nil {
		return err
	}
	log, err := openLog(s.folder.file("server.log"))
	if err != nil {
		return err
	}
	defer log.close()
	if err := s.ensureCluster(ctx, log); err != nil {
		return err
	}
	r, err := s.launch(ctx, log, port)
	if err != nil {
		return err
	}
	s.adopt(ctx, r)
	return nil
}

func (s *Server) adopt(ctx context.Context, r *run) {
	s.mu.Lock()
	s.current = r
	s.mu.Unlock()
	go s.watch(context.WithoutCancel(ctx), r)
	s.log.DebugContext(ctx, "PostgreSQL is up", "pid", r.child.PID(), "port", r.port,
		"version", s.installation.version.String(), "data", s.folder.path)
}

// watch tells of a death that nobody asked for. It ends with the postmaster.
func (s *Server) watch(ctx context.Context, r *run) {
	<-r.child.Done()
	if r.asked.Load() {
		return
	}
	s.log.ErrorContext(ctx, "PostgreSQL ended by itself", "pid", r.child.PID(), "cause", r.child.Err(),
		"log", s.folder.file("server.log"))
	r.lost()
}

// Stop shuts the server down: it ends running statements, writes what is to be written and exits. When that takes
// longer than half a minute, or than ctx, it is ended the hard way and the next Start recovers. Stopping twice, or after
// the server died, is no error.
func (s *Server) Stop(ctx context.Context) error {
	s.operation.Lock()
	defer s.operation.Unlock()
	if s.isStopped() {
		return nil
	}
	if err := s.down(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	s.stopped = true
	s.mu.Unlock()
	s.folder.removeTemporarySockets()
	s.folder.lock.Release()
	return nil
}

func (s *Server) down(ctx context.Context) error {
	r := s.run()
	r.asked.Store(true)
	return r.child.Stop(ctx, shutdown...)
}

// Restart stops the server, if it runs, and starts it again on the same port. It may be tried again after it failed.
func (s *Server) Restart(ctx context.Context) error {
	s.operation.Lock()
	defer s.operation.Unlock()
	if s.isStopped() {
		return ErrStopped
	}
	if err := s.down(ctx); err != nil {
		return err
	}
	if err := s.up(ctx, s.Port()); err != nil {
		s.run().lost()
		return err
	}
	return nil
}

// Kill ends the postmaster with SIGKILL, as a crash would, for tests. Restart recovers.
func (s *Server) Kill() error { return s.run().child.Kill() }

// Done is closed when PostgreSQL has ended without Stop or Restart having asked for it, and when a Restart failed. Each
// Restart begins a new one.
func (s *Server) Done() <-chan struct{} { return s.run().died }

func (s *Server) run() *run {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current
}

func (s *Server) isStopped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopped
}
