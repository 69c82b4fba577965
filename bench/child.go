package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/tabletap/console/internal/process"
)

const (
	startPatience = 20 * time.Second
	stopPatience  = 20 * time.Second
	startPoll     = time.Millisecond
)

// child is a server that runs in a process of its own.
type child struct {
	process *process.Child
	address string
	log     string
	took    time.Duration // from the start of the process to the first 200
}

// serve runs `tabletap serve`, or the same in a process that writes a profile.
func (w *world) serve(ctx context.Context, args ...string) (*child, error) {
	return w.serveOn(ctx, w.url, args...)
}

// serveOn is serve on another database.
func (w *world) serveOn(ctx context.Context, database string, args ...string) (*child, error) {
	port, err := process.FreePort(0)
	if err != nil {
		return nil, err
	}
	env := []string{}
	for name, value := range w.env {
		env = append(env, name+"="+value)
	}
	env = append(env, "DATABASE_URL="+database)
	spec := process.Spec{Path: w.opts.binary, Args: append([]string{"serve"}, args...), Env: env}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	spec.Env = append(spec.Env, "LISTEN="+address)
	if w.opts.profile != "" {
		if spec, err = w.asRole(spec, roleProfile, w.opts.profile); err != nil {
			return nil, err
		}
	}
	return w.run(ctx, spec, address, request("GET", "/api/health/", "", nil))
}

// serveAll is serve as it is in production, with the jobs.
func (w *world) serveAll(ctx context.Context) (*child, error) { return w.serve(ctx) }

// serveBare runs the limit of figure 3.
func (w *world) serveBare(ctx context.Context, body []byte) (*child, error) {
	return w.serveAs(ctx, roleBare, func(address string) any {
		return bareServer{Listen: address, Database: w.url, Schema: w.kitchen.schema, Connections: w.opts.connections, Body: body}
	}, request("GET", membersPath, "", nil))
}

// serveAs runs a server that this program plays, made of what describe says of it and its address.
func (w *world) serveAs(ctx context.Context, role string, describe func(address string) any, probe []byte) (*child, error) {
	port, err := process.FreePort(0)
	if err != nil {
		return nil, err
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	raw, err := json.Marshal(describe(address))
	if err != nil {
		return nil, fmt.Errorf("describe the bare server: %w", err)
	}
	spec, err := w.asRole(process.Spec{}, role, string(raw))
	if err != nil {
		return nil, err
	}
	return w.run(ctx, spec, address, probe)
}

// asRole makes spec run this program instead.
func (w *world) asRole(spec process.Spec, role, what string) (process.Spec, error) {
	self, err := os.Executable()
	if err != nil {
		return spec, fmt.Errorf("find this program: %w", err)
	}
	if role == roleProfile {
		if what, err = filepath.Abs(what); err != nil {
			return spec, fmt.Errorf("the profile: %w", err)
		}
	}
	spec.Path, spec.Args = self, nil
	spec.Env = append(spec.Env, roleEnv+"="+role, roleSpecEnv+"="+what)
	return spec, nil
}

// run starts a server and waits for its first good answer. Its working folder is empty, so that no .env is read.
func (w *world) run(ctx context.Context, spec process.Spec, address string, probe []byte) (*child, error) {
	log, err := os.CreateTemp(w.scratch.Path, "server-*.log")
	if err != nil {
		return nil, fmt.Errorf("the server's log: %w", err)
	}
	defer func() { _ = log.Close() }()
	spec.Dir, spec.Stdout, spec.Stderr = w.scratch.Path, log, log
	c := &child{address: address, log: log.Name()}
	began := time.Now()
	if c.process, err = process.Start(spec); err != nil {
		return nil, err
	}
	if err := c.await(ctx, probe); err != nil {
		return nil, errors.Join(err, c.stop(ctx), c.said())
	}
	c.took = time.Since(began)
	return c, nil
}

func (c *child) await(ctx context.Context, probe []byte) error {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	for {
		err := c.try(ctx, probe)
		if err == nil {
			return nil
		}
		select {
		case <-time.After(startPoll):
		case <-c.process.Done():
			return errors.New("the server ended while starting")
		case <-ctx.Done():
			return fmt.Errorf("the server did not answer: %w", err)
		}
	}
}

func (c *child) try(ctx context.Context, probe []byte) error {
	k, err := dial(ctx, c.address)
	if err != nil {
		return err
	}
	defer k.close()
	_, err = k.ask(probe)
	return err
}

// stop ends the server and fails when it did not end as it should.
func (c *child) stop(ctx context.Context) error {
	return c.process.Stop(ctx, process.Step{Signal: syscall.SIGTERM, Patience: stopPatience})
}

func (c *child) said() error {
	raw, err := os.ReadFile(c.log)
	if err != nil || len(raw) == 0 {
		return err
	}
	return fmt.Errorf("it said: %s", bytes.TrimSpace(raw[max(0, len(raw)-2000):]))
}

// memory is the resident memory, in bytes.
func (c *child) memory() (int64, error) { return c.resident("VmRSS:") }

// mostMemory is the most that was ever resident, in bytes.
func (c *child) mostMemory() (int64, error) { return c.resident("VmHWM:") }

func (c *child) resident(which string) (int64, error) {
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(c.process.PID()), "status")) //nolint:gosec // G703: the path is made of a number
	if err != nil {
		return 0, fmt.Errorf("read the server's memory: %w", err)
	}
	for row := range bytes.Lines(raw) {
		value, ok := bytes.CutPrefix(row, []byte(which))
		if !ok {
			continue
		}
		kilobytes, err := strconv.ParseInt(string(bytes.TrimSuffix(bytes.TrimSpace(value), []byte(" kB"))), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read the server's memory: %w", err)
		}
		return kilobytes << 10, nil
	}
	return 0, errors.New("the kernel says nothing of the server's memory")
}
