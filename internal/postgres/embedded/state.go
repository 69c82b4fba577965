package embedded

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// state is what one start tells the next.
type state struct {
	Port    int    `json:"port"`
	Sockets string `json:"socket_folder"`
}

// readState is zero when there is none: all in it can be found anew.
func (f *folder) readState() state {
	var s state
	raw, err := os.ReadFile(f.file("server.json"))
	if err != nil || json.Unmarshal(raw, &s) != nil {
		return state{}
	}
	return s
}

func (f *folder) writeState(s state) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode the server's state: %w", err)
	}
	if err := os.WriteFile(f.file("server.json"), raw, 0o600); err != nil {
		return fmt.Errorf("keep the server's state: %w", err)
	}
	return nil
}

// readPassword makes the superuser's password the first time. It is on disk before the cluster that has it.
func (f *folder) readPassword() (string, error) {
	raw, err := os.ReadFile(f.file("password"))
	if err == nil {
		return strings.TrimSpace(string(raw)), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("read the database's password (was the folder made by another user?): %w", err)
	}
	if hasData(f.path) {
		return "", fmt.Errorf("the database's password is missing: put %s back, or delete %s to start over",
			f.file("password"), f.path)
	}
	return f.makePassword()
}

func (f *folder) makePassword() (string, error) {
	random := make([]byte, 24)
	_, _ = rand.Read(random) // never fails
	password := hex.EncodeToString(random)
	if err := os.WriteFile(f.file("password"), []byte(password+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keep the database's password: %w", err)
	}
	return password, nil
}

// temporarySockets is where sockets go whose path would be too long in the folder.
const temporarySockets = "/tmp/tabletap-pg-"

// longestSocketFolder leaves room for "/.s.PGSQL.65535" in the 104 bytes that macOS allows a socket's path, Linux 108.
const longestSocketFolder = 85

// makeSocketFolder empties and makes the folder for the server's socket.
func (s *Server) makeSocketFolder() (string, error) {
	s.folder.removeTemporarySockets()
	path := s.folder.file("run")
	if len(path) > longestSocketFolder || strings.ContainsAny(path, `,"`) { // the setting is a list
		return s.makeTemporarySockets()
	}
	if err := os.RemoveAll(path); err != nil {
		return "", fmt.Errorf("clear stale sockets: %w", err)
	}
	return path, s.ownFolder(path)
}

func (s *Server) makeTemporarySockets() (string, error) {
	path, err := os.MkdirTemp(filepath.Dir(temporarySockets), filepath.Base(temporarySockets))
	if err != nil {
		return "", fmt.Errorf("make a folder for PostgreSQL's socket: %w", err)
	}
	return path, s.folder.user.Own(path)
}

// removeTemporarySockets deletes what makeSocketFolder put into /tmp, also an earlier run's.
func (f *folder) removeTemporarySockets() {
	if path := f.readState().Sockets; strings.HasPrefix(path, temporarySockets) {
		_ = os.RemoveAll(path)
	}
}
