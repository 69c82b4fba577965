package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// Spec says what to run. Path is required; Env nil means our own environment, Output nil means nowhere.
type Spec struct {
	Path  string
	Args  []string
	Dir   string
	Env   []string
	Input *os.File
	// Stdout and Stderr are files, never pipes of ours: a child must be able to write after we have died.
	Stdout, Stderr *os.File
	User           *User          // nil: the user we are
	OnOurDeath     syscall.Signal // sent to the child when we are gone, however we went; 0 means SIGKILL
}

// Child is a running program. It leads a process group of its own, so Ctrl-C in a terminal reaches us and not the
// child: in what order things end is ours to decide.
type Child struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error // of Wait; read only after done
}

// Start runs the program. The child gets spec.OnOurDeath when this process ends in any way, kill -9 included.
func Start(spec Spec) (*Child, error) {
	child := &Child{cmd: command(spec), done: make(chan struct{})}
	started := make(chan error, 1)
	go child.run(deathSignal(spec), started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", spec.Path, err)
	}
	return child, nil
}

func command(spec Spec) *exec.Cmd {
	cmd := exec.Command(spec.Path, spec.Args...) //nolint:noctx // a child lives until Stop, not as long as a context
	cmd.Dir, cmd.Env = spec.Dir, spec.Env
	if spec.Input != nil { // a nil *os.File in an io.Reader is not nil
		cmd.Stdin = spec.Input
	}
	if spec.Stdout != nil {
		cmd.Stdout = spec.Stdout
	}
	if spec.Stderr != nil {
		cmd.Stderr = spec.Stderr
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: spec.User.credential()}
	return cmd
}

func deathSignal(spec Spec) syscall.Signal {
	if spec.OnOurDeath == 0 {
		return syscall.SIGKILL
	}
	return spec.OnOurDeath
}

// run starts the child and waits for it on one locked thread: Linux sends the death signal when the thread that made
// the child ends, so that thread has to live as long as the child does.
func (c *Child) run(onOurDeath syscall.Signal, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	release, err := startTied(c.cmd, onOurDeath)
	started <- err
	if err != nil {
		return
	}
	c.err = c.cmd.Wait()
	release()
	close(c.done)
}

// PID is the child's process id.
func (c *Child) PID() int { return c.cmd.Process.Pid }

// Done is closed when the child has ended and has been waited for.
func (c *Child) Done() <-chan struct{} { return c.done }

// Err waits for the end and says how it was: nil for exit code 0, else an *exec.ExitError.
func (c *Child) Err() error {
	<-c.done
	return c.err
}

// Signal sends sig to the child alone. A child that has ended is no error.
func (c *Child) Signal(sig syscall.Signal) error {
	if err := c.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("send %v to process %d: %w", sig, c.PID(), err)
	}
	return nil
}

// SignalGroup sends sig to the child and to every descendant that stayed in its process group, also when the child
// itself has ended already. An empty group is no error.
func (c *Child) SignalGroup(sig syscall.Signal) error {
	if err := syscall.Kill(-c.PID(), sig); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("send %v to process group %d: %w", sig, c.PID(), err)
	}
	return nil
}

// Kill ends the child with SIGKILL and waits for it. It is nil once the child is gone, however that came.
func (c *Child) Kill() error { return descend(nil, nil, c) }

// Stop ends the child: each step's signal, then its patience, then the next, SIGKILL at last. It is nil once the child
// is gone. When ctx ends, the patience of the first step does too.
func (c *Child) Stop(ctx context.Context, steps ...Step) error {
	return descend(ctx.Done(), steps, c)
}
