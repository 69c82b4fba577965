package paystack

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// loadState reads the state file, or begins a new state when there is none yet.
func loadState(path string) (*state, error) {
	if path == "" {
		return newState(), nil
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newState(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("sandbox paystack: state: %w", err)
	}
	st := newState()
	if err := json.Unmarshal(raw, st); err != nil {
		return nil, fmt.Errorf("sandbox paystack: %s is damaged; remove it to start over: %w", path, err)
	}
	if st.Version != stateVersion {
		return nil, fmt.Errorf("sandbox paystack: %s has version %d, this program reads %d", path, st.Version, stateVersion)
	}
	st.settleIndexes()
	return st, nil
}

// saveState replaces the state file in one step, so a crash leaves the old one or the new one, never half of either.
func saveState(path string, st *state) error {
	if path == "" {
		return nil
	}
	raw, err := json.Marshal(st)
	if err != nil {
		return fmt.Errorf("sandbox paystack: state: %w", err)
	}
	if err := replaceFile(path, raw); err != nil {
		return fmt.Errorf("sandbox paystack: save state: %w", err)
	}
	return nil
}

func replaceFile(path string, content []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(dir, filepath.Base(path)+".*.tmp") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // gone already when the rename worked
	if err := writeDurably(temp, content); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

func writeDurably(f *os.File, content []byte) error {
	_, err := f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncDir makes a rename survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
