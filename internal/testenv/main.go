package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Exit codes of our own, as env(1) has them.
const (
	codeUsage   = 125
	codeServers = 126
	codeCommand = 127
	codeSignal  = 128 // and the signal's number
)

const (
	startTimeout = 2 * time.Minute
	parentPoll   = 500 * time.Millisecond
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return fail(codeUsage, "usage: testenv -- command [argument …]")
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go watchParent(ctx, os.Getppid(), signals)
	return withServers(ctx, signals, func(env []string) int { return runCommand(args, env, signals) })
}

// watchParent is for an end that nobody signals to us: `go run` killed by a timeout of the build machine.
func watchParent(ctx context.Context, parent int, signals chan<- os.Signal) {
	ticker := time.NewTicker(parentPoll)
	defer ticker.Stop()
	for os.Getppid() == parent {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
	select {
	case signals <- syscall.SIGTERM:
	case <-ctx.Done():
	}
}

func fail(code int, message string) int {
	fmt.Fprintln(os.Stderr, "testenv:", message)
	return code
}
