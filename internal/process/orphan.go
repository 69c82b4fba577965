package process

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"
)

// orphanPoll is how often we look whether a process that is not our child still lives: nothing tells us.
const orphanPoll = 20 * time.Millisecond

// Orphan is a process that we did not start, such as the server of a predecessor that was killed.
type Orphan struct {
	pid  int
	ours func(commandLine string) bool
	done chan struct{}
}

// FindOrphan finds process pid if its command line is one that ours accepts: process ids are used again, and after a
// reboot the same number is somebody else. It is nil when there is no such process.
func FindOrphan(pid int, ours func(commandLine string) bool) *Orphan {
	orphan := &Orphan{pid: pid, ours: ours, done: make(chan struct{})}
	if !orphan.alive() {
		return nil
	}
	return orphan
}

func (o *Orphan) alive() bool { return o.pid > 1 && o.ours(CommandLine(o.pid)) }

// PID is its process id.
func (o *Orphan) PID() int { return o.pid }

// Done is closed when it has ended, as long as Stop runs.
func (o *Orphan) Done() <-chan struct{} { return o.done }

// Signal sends sig, after another look at whether the process is still the one that was found.
func (o *Orphan) Signal(sig syscall.Signal) error {
	if !o.alive() {
		return nil
	}
	if err := syscall.Kill(o.pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("send %v to process %d: %w", sig, o.pid, err)
	}
	return nil
}

// Stop ends it as Child.Stop does. It may be called once.
func (o *Orphan) Stop(ctx context.Context, steps ...Step) error {
	watching, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	go o.watch(watching)
	return descend(ctx.Done(), steps, o)
}

// watch closes done when the process is gone; it ends when Stop does.
func (o *Orphan) watch(ctx context.Context) {
	ticker := time.NewTicker(orphanPoll)
	defer ticker.Stop()
	for o.alive() {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
	close(o.done)
}
