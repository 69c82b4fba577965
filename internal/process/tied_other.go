//go:build !linux

package process

import (
	"os/exec"
	"syscall"
)

// startTied sets a watchdog on us, where the kernel offers no signal on a parent's death.
func startTied(cmd *exec.Cmd, onOurDeath syscall.Signal) (release func(), err error) {
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	release, err = watchdog(cmd.Process.Pid, onOurDeath)
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	return release, err
}
