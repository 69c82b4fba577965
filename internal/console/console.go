package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"
)

//go:embed static
var files embed.FS

// Paths are where the pages are mounted, and the name of the file each serves.
var Paths = map[string]string{
	"/{$}": "index.html", "/console.css": "console.css", "/console.js": "console.js", "/icon.svg": "icon.svg",
	"/billing/{$}": "billing.html", "/billing.css": "billing.css", "/billing.js": "billing.js",
	"/billing-change.js": "billing-change.js", "/billing-payment.js": "billing-payment.js", "/billing-plans.js": "billing-plans.js",
	"/billing-standing.js": "billing-standing.js", "/page.js": "page.js", "/session.js": "session.js",
}

// Handler serves one of the files. They change with the binary only, so browsers ask again and mostly hear "not modified".
func Handler(name string) (http.Handler, error) {
	content, err := files.ReadFile("static/" + name)
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	sum := sha256.Sum256(content)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", tag)
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
	}), nil
}
