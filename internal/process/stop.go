package process

import (
	"fmt"
	"slices"
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

// descend goes down the steps until the process is gone. Hurry, once closed, ends the patience of the first: a
// caller who is in a hurry wants the harder steps sooner, not to skip them.
func descend(hurry <-chan struct{}, steps []Step, process stoppable) error {
	for _, step := range append(slices.Clip(steps), Step{syscall.SIGKILL, lastPatience}) {
		if ended(process.Done()) {
			return nil
		}
		if err := process.Signal(step.Signal); err != nil {
			return err
		}
		if waitFor(process.Done(), hurry, step.Patience) {
			return nil
		}
		hurry = nil
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

func waitFor(done, hurry <-chan struct{}, patience time.Duration) bool {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
	case <-hurry:
	}
	return ended(done)
}
