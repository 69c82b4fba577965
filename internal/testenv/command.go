package main

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/tabletap/console/internal/process"
)

// grace is how long the command may take to end after the first signal.
const grace = 20 * time.Second

// runCommand runs the command to its end and leaves nothing of its process group.
func runCommand(args, env []string, signals <-chan os.Signal) int {
	path, err := exec.LookPath(args[0])
	if err != nil {
		return fail(codeCommand, err.Error())
	}
	child, err := process.Start(process.Spec{
		Path: path, Args: args[1:], Env: append(os.Environ(), env...),
		Input: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, OnOurDeath: syscall.SIGTERM,
	})
	if err != nil {
		return fail(codeCommand, err.Error())
	}
	forward(child, signals)
	_ = child.SignalGroup(syscall.SIGKILL)
	return exitCode(child.Err())
}

// forward passes signals on to the whole group, as a terminal would, until the command has ended.
func forward(child *process.Child, signals <-chan os.Signal) {
	var late <-chan time.Time
	for {
		select {
		case <-child.Done():
			return
		case <-late:
			_ = child.SignalGroup(syscall.SIGKILL)
		case sig := <-signals:
			number, _ := sig.(syscall.Signal)
			_ = child.SignalGroup(number)
			if late == nil {
				late = time.After(grace)
			}
		}
	}
}

// exitCode is the command's, as a shell gives it.
func exitCode(err error) int {
	if err == nil {
		return 0
	}
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return fail(codeCommand, err.Error())
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return signalled(status.Signal())
	}
	return exit.ExitCode()
}

// signalled is the code of what a signal ended.
func signalled(sig os.Signal) int {
	number, _ := sig.(syscall.Signal)
	return codeSignal + int(number)
}
