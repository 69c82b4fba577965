package app

import (
	"encoding/base64"

	"github.com/tabletap/console/internal/config"
)

// withoutClerk fills in what a command may leave unset because it neither checks tokens nor takes webhooks nor asks Clerk: with
// values of nobody's, that no other setting is taken from.
func withoutClerk(cfg config.Config) config.Config {
	if cfg.Clerk.Issuer == "" && cfg.Clerk.PublishableKey == "" {
		cfg.Clerk.Issuer = "https://clerk.invalid"
	}
	if cfg.Clerk.SecretKey == "" {
		cfg.Clerk.SecretKey = "unset"
	}
	if cfg.Clerk.WebhookSecret == "" {
		cfg.Clerk.WebhookSecret = "whsec_" + base64.StdEncoding.EncodeToString([]byte("unset"))
	}
	return cfg
}
