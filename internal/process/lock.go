package process

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// ErrLocked says that another process, or another part of this one, holds a lock.
var ErrLocked = errors.New("locked by another process")

// Lock is a lock file that is held. The kernel lets go of it when the holder dies, so none is ever stale.
type Lock struct{ file *os.File }

// TryLock takes the lock without waiting, and writes our process id into it for people. The error is ErrLocked when
// somebody holds it. The file stays when the lock is released: removing it would let two holders in.
func TryLock(path string) (*Lock, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock file: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		return nil, lockError(path, err)
	}
	if err := writePID(file); err != nil {
		file.Close()
		return nil, err
	}
	return &Lock{file: file}, nil
}

func lockError(path string, err error) error {
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrLocked
	}
	return fmt.Errorf("lock %s: %w", path, err)
}

func writePID(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return fmt.Errorf("clear the lock file: %w", err)
	}
	if _, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return fmt.Errorf("write the lock file: %w", err)
	}
	return nil
}

// Release lets go. Twice is no error.
func (l *Lock) Release() { _ = l.file.Close() }

// Holder is the process id written in a lock file, 0 when there is none to read.
func Holder(path string) int {
	raw, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		return 0
	}
	return pid
}
