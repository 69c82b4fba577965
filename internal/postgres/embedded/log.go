package embedded

import (
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
)

// serverLog is the file that the server writes to itself, begun anew at each start; the one before is kept.
type serverLog struct {
	file  *os.File
	begun int64 // where the present attempt's lines begin
}

func openLog(path string) (*serverLog, error) {
	_ = os.Rename(path, path+".old") // the first time there is none
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL's log: %w", err)
	}
	return &serverLog{file: file}, nil
}

// begin starts an attempt.
func (l *serverLog) begin() {
	if info, err := l.file.Stat(); err == nil {
		l.begun = info.Size()
	}
}

// text is what this attempt wrote, at most the last 16 kB.
func (l *serverLog) text() string {
	const most = 16 << 10
	info, err := l.file.Stat()
	if err != nil {
		return ""
	}
	from := max(l.begun, info.Size()-most)
	raw, err := io.ReadAll(io.NewSectionReader(l.file, from, most))
	if err != nil {
		return ""
	}
	return string(raw)
}

// tail is the last lines of this attempt as one line, for an error.
func (l *serverLog) tail() string {
	const lines = 6
	var kept []string
	for line := range strings.Lines(l.text()) {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	if len(kept) == 0 {
		return "it wrote no log" + l.fullDisk()
	}
	return strings.Join(kept[max(0, len(kept)-lines):], " | ")
}

// fullDisk explains an empty log, when that is why.
func (l *serverLog) fullDisk() string {
	const tooLittle = 1 << 20
	var disk syscall.Statfs_t
	if err := syscall.Fstatfs(int(l.file.Fd()), &disk); err != nil || disk.Bavail*uint64(disk.Bsize) >= tooLittle {
		return ""
	}
	return ": the disk is full, make room on that of " + l.file.Name()
}

func (l *serverLog) close() { _ = l.file.Close() }
