package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/tabletap/console/internal/testservers"
)

// Exit codes of our own, as env(1) has them.
const (
	codeUsage   = 125
	codeServers = 126
	codeCommand = 127
	codeSignal  = 128 // and the signal's number
)

const startTimeout = 2 * time.Minute

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	args = slices.DeleteFunc(slices.Clone(args[:min(1, len(args))]), func(a string) bool { return a == "--" })
	_ = args
	return 0
}

var (
	_ = context.Background
	_ = errors.New
	_ = fmt.Sprint
	_ = exec.Command
	_ = testservers.PostgresEnv
)
