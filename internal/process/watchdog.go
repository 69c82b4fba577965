package process

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// watchdogScript waits for the end of its input, which comes when the writing end closes: because we died. A line on
// it means that the child ended first, and then its process id may be somebody else's.
const watchdogScript = `read -r line || kill -"$1" "$2"`

// watchdog starts a shell that sends sig to pid when we die. The release function calls it off and waits for it.
func watchdog(pid int, sig syscall.Signal) (release func(), err error) {
	cmd := exec.Command("/bin/sh", "-c", watchdogScript, "sh", strconv.Itoa(int(sig)), strconv.Itoa(pid)) //nolint:noctx // ends with us
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	input, output, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make the watchdog's pipe: %w", err)
	}
	defer input.Close()
	cmd.Stdin = input
	if err := cmd.Start(); err != nil {
		output.Close()
		return nil, fmt.Errorf("start the watchdog: %w", err)
	}
	return func() {
		_, _ = output.WriteString("done\n")
		output.Close()
		_ = cmd.Wait()
	}, nil
}
