package process

import (
	"context"
	"fmt"
	"syscall"
	"time"
)

// Step is one way of asking a process to end, and how long it may take over it.
type Step struct {
	Signal   syscall.Signal
	Patience time.Duration
}

// lastPatience is for SIGKILL: only a process stuck in the kernel takes longer.
const lastPatience = 5 * time.Second

// stoppable is a Child or an Orphan.
type stoppable interface {
	PID() int
	Done() <-chan struct{}
	Signal(sig syscall.Signal) error
}

// descend goes down the steps until the process is gone. Only the first heeds ctx: a caller who is in a hurry wants
// the harder steps sooner, not to skip them.
func descend(ctx context.Context, steps []Step, process stoppable) error {
	for _, step := range append(steps[:len(steps):len(steps)], Step{syscall.SIGKILL, lastPatience}) {
		if ended(process.Done()) {
			return nil
		}
		if err := process.Signal(step.Signal); err != nil {
			return err
		}
		if waitFor(ctx, process.Done(), step.Patience) {
			return nil
		}
		ctx = context.WithoutCancel(ctx)
	}
	return fmt.Errorf("process %d did not end after SIGKILL: look at it with `ps -p %[1]d`", process.PID())
}

func ended(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

func waitFor(ctx context.Context, done <-chan struct{}, patience time.Duration) bool {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return ended(done)
}
