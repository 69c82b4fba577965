package app

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tabletap/console/internal/config"
)

// secrets are the keys that dev makes when none are set, and keeps in the data folder.
type secrets struct {
	SecretKey     string `json:"secret_key"`
	WebhookSecret string `json:"clerk_webhook_secret"`
}

// FillSecrets gives cfg the keys of a local installation where none are set, making them the first time.
func FillSecrets(cfg *config.Config) error {
	path := filepath.Join(cfg.DataDir, "secrets.json")
	kept, err := readSecrets(path)
	if errors.Is(err, fs.ErrNotExist) {
		kept = newSecrets()
		err = kept.write(path)
	}
	if err != nil {
		return err
	}
	if cfg.SecretKey == "" {
		cfg.SecretKey = kept.SecretKey
	}
	if cfg.Clerk.WebhookSecret == "" {
		cfg.Clerk.WebhookSecret = kept.WebhookSecret
	}
	return nil
}

// HasSecrets reports whether the data folder is that of a local installation with keys of its own.
func HasSecrets(cfg *config.Config) bool {
	_, err := os.Stat(filepath.Join(cfg.DataDir, "secrets.json"))
	return err == nil
}

func newSecrets() secrets {
	key, webhook := make([]byte, 32), make([]byte, 24)
	_, _ = rand.Read(key) // never fails
	_, _ = rand.Read(webhook)
	return secrets{SecretKey: hex.EncodeToString(key), WebhookSecret: "whsec_" + base64.StdEncoding.EncodeToString(webhook)}
}

func readSecrets(path string) (secrets, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return secrets{}, fmt.Errorf("read dev's keys: %w", err)
	}
	var s secrets
	if err := json.Unmarshal(raw, &s); err != nil {
		return secrets{}, fmt.Errorf("dev's keys in %s are damaged: restore the file, or start over with --reset: %w", path, err)
	}
	return s, nil
}

func (s secrets) write(path string) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode dev's keys: %w", err)
	}
	return writePrivate(path, raw)
}
