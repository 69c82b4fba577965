package process

import (
	"os/exec"
	"syscall"
)

// startTied lets the kernel send the signal (prctl(2), PR_SET_PDEATHSIG). Go sets it after it has changed the user, a
// change that would clear it.
func startTied(cmd *exec.Cmd, onOurDeath syscall.Signal) (release func(), err error) {
	cmd.SysProcAttr.Pdeathsig = onOurDeath
	return func() {}, cmd.Start()
}
