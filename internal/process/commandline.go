package process

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// CommandLine is the program and the arguments of a process with blanks between, "" when there is none or it is a
// zombie: one that has ended and that nobody has waited for.
func CommandLine(pid int) string {
	if _, err := os.Stat("/proc/self/cmdline"); err != nil {
		return commandLineOfPS(pid)
	}
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
	if err != nil {
		return ""
	}
	return string(bytes.ReplaceAll(bytes.TrimRight(raw, "\x00"), []byte{0}, []byte{' '}))
}

// commandLineOfPS is for systems without /proc. Their ps shows a zombie's name in parentheses.
func commandLineOfPS(pid int) string {
	var out bytes.Buffer
	ps := exec.Command("ps", "-ww", "-o", "args=", "-p", strconv.Itoa(pid)) //nolint:noctx // the limit is below
	ps.Stdout = &out
	if err := ps.Start(); err != nil {
		return ""
	}
	limit := time.AfterFunc(5*time.Second, func() { _ = ps.Process.Kill() })
	defer limit.Stop()
	err := ps.Wait()
	line := strings.TrimSpace(out.String())
	if err != nil || strings.HasPrefix(line, "(") || strings.HasSuffix(line, "<defunct>") {
		return ""
	}
	return line
}
