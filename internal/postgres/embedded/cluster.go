package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/tabletap/console/internal/process"
)

// superuser owns the cluster. Programs do not use it: see application.
const superuser = "tabletap"

// ensureCluster makes the cluster unless it is there, and checks that this version may open it. A cluster is made
// beside its place and moved there whole: an interrupted initdb leaves nothing that looks like data.
func (s *Server) ensureCluster(ctx context.Context, log *serverLog) error {
	for _, unfinished := range []string{"data.new", "data.old"} {
		if err := os.RemoveAll(s.folder.file(unfinished)); err != nil {
			return fmt.Errorf("clear what an interrupted start left: %w", err)
		}
	}
	major, err := s.folder.dataVersion()
	if err != nil {
		return err
	}
	if major == 0 {
		return s.makeCluster(ctx, log)
	}
	if major != s.installation.version.Major {
		return fmt.Errorf("the data in %s was written by PostgreSQL %d and this is %v: install PostgreSQL %[2]d, "+
			"or delete the folder to start over", s.folder.data(), major, s.installation.version)
	}
	return nil
}

func (s *Server) makeCluster(ctx context.Context, log *serverLog) error {
	data := s.folder.file("data.new")
	if err := s.ownFolder(data); err != nil {
		return err
	}
	password, remove, err := s.passwordForInitdb()
	if err != nil {
		return err
	}
	defer remove()
	if err := s.initdb(ctx, log, data, password); err != nil {
		return err
	}
	if err := os.Rename(data, s.folder.data()); err != nil {
		return fmt.Errorf("put the new cluster in its place: %w", err)
	}
	return nil
}

func (s *Server) ownFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	return s.folder.user.Own(path)
}

// passwordForInitdb is a copy of the password file that the server's user may read, gone after initdb.
func (s *Server) passwordForInitdb() (path string, remove func(), err error) {
	path = filepath.Join(s.folder.path, "password.new")
	remove = func() { _ = os.Remove(path) }
	if err := os.WriteFile(path, []byte(s.password+"\n"), 0o600); err != nil {
		return "", nil, fmt.Errorf("hand the password to initdb: %w", err)
	}
	if err := s.folder.user.Own(path); err != nil {
		remove()
		return "", nil, err
	}
	return path, remove, nil
}

func (s *Server) initdb(ctx context.Context, log *serverLog, data, password string) error {
	args := append([]string{
		"-D", data, "--username=" + superuser, "--pwfile=" + password, "--auth=scram-sha-256",
		"--encoding=UTF8", "--data-checksums", "--lc-messages=C",
	}, localeArgs(s.installation.version, runtime.GOOS)...)
	if s.config.Disposable {
		args = append(args, "--no-sync")
	}
	child, err := process.Start(s.spec(log, "initdb", args))
	if err != nil {
		return fmt.Errorf("make the cluster: %w", err)
	}
	select {
	case <-child.Done():
	case <-ctx.Done():
		_ = child.Kill()
		return fmt.Errorf("make the cluster: %w", ctx.Err())
	}
	if err := child.Err(); err != nil {
		return fmt.Errorf("initdb failed (%w): %s", err, log.tail())
	}
	return nil
}

// localeArgs choose an order that is the same on every machine (by code point) and that yet knows the letters of every
// script, which the plain C locale does not. From version 17 on PostgreSQL brings that itself.
func localeArgs(version Version, system string) []string {
	switch {
	case version.Major >= 17:
		return []string{"--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"}
	case system == "darwin":
		return []string{"--lc-collate=C", "--lc-ctype=UTF-8"}
	default:
		return []string{"--locale=C.UTF-8"}
	}
}

// spec is what initdb and postgres have in common. Both get little of our environment: PGDATA, PGPORT and their like
// would be heeded.
func (s *Server) spec(log *serverLog, program string, args []string) process.Spec {
	return process.Spec{
		Path: s.installation.program(program), Args: args, Dir: s.folder.path,
		Env:    []string{"PATH=" + s.installation.bin + ":" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"},
		Stdout: log.file, Stderr: log.file, User: s.folder.user,
	}
}

// Reset deletes the data of a folder, wherever Start keeps it, after stopping a server that a killed program left on
// it. The error is ErrInUse when a living program runs one.
func Reset(ctx context.Context, c Config) error {
	c, err := c.withDefaults()
	if err != nil {
		return err
	}
	f, err := openFolder(ctx, c)
	if err != nil {
		return err
	}
	defer f.lock.Release()
	if err := f.clearLeftovers(ctx, c.Logger); err != nil {
		return err
	}
	return f.deleteData()
}

// deleteData moves the cluster aside first: what a kill interrupts must not look like data.
func (f *folder) deleteData() error {
	if err := os.Rename(f.data(), f.file("data.old")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("delete the data: %w", err)
	}
	for _, name := range []string{"data.old", "data.new", "run", "password", "server.json", "server.log", "server.log.old"} {
		if err := os.RemoveAll(f.file(name)); err != nil {
			return fmt.Errorf("delete the data: %w", err)
		}
	}
	return nil
}
