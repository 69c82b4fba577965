package console

import (
	"bytes"
	"crypto/rand"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// The folder of the build holds at least a file that keeps it in the repository, so that Go builds without Node.
//
//go:embed all:dist
var built embed.FS

//go:embed stub/index.html
var stub []byte

// Settings are what a page is told with its first byte, because it cannot ask before it knows whom.
type Settings struct {
	// ClerkPublishableKey makes the pages use Clerk's own components; "" leads over SessionPath to Clerk's, or the stand-in's, pages.
	ClerkPublishableKey string `json:"clerk_publishable_key,omitempty"`
	// ClerkOrigin is where Clerk's script comes from, as the key says.
	ClerkOrigin string `json:"-"`
	// SignOutURL ends a sign-in where Clerk's script is not on the page; "" when nobody knows how.
	SignOutURL string `json:"sign_out_url,omitempty"`
	Version    string `json:"version"`
	// SignedIn says for how long yet a request is somebody's, 0 for nobody's: with it a page need not ask, and fail, to learn so.
	SignedIn func(r *http.Request) time.Duration `json:"-"`
}

// told is Settings as the page has them.
type told struct {
	Settings
	SignedInFor int `json:"signed_in_for"` // seconds
}

// Handler serves the console: files of the build by their names, and its one page for every other address, since which page an address
// shows is the script's to say.
type Handler struct {
	files    fs.FS
	page     []byte
	settings Settings
	isStub   bool
}

// New makes the handler of what was built into this binary.
func New(settings Settings) (*Handler, error) {
	files, err := fs.Sub(built, "dist")
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	return newHandler(files, settings)
}

// What the page holds where the server has something to say: see web/index.html.
const (
	settingsPlace = "__SETTINGS__"
	noncePlace    = "__NONCE__"
)

func newHandler(files fs.FS, settings Settings) (*Handler, error) {
	h := &Handler{files: files, settings: settings}
	page, err := fs.ReadFile(files, "index.html")
	if errors.Is(err, fs.ErrNotExist) {
		page, h.isStub, err = stub, true, nil
	}
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	h.page = page
	return h, nil
}

// Built reports whether this binary carries the console, and not only the page that says how to build it.
func (h *Handler) Built() bool { return !h.isStub }

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "This method is not allowed here.", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if path.Ext(name) == "" || name == "index.html" {
		h.servePage(w, r)
		return
	}
	h.serveFile(w, r, name)
}

// servePage gives each answer a nonce of its own, by which libraries may add the style sheets that they make while they run.
func (h *Handler) servePage(w http.ResponseWriter, r *http.Request) {
	settings := told{Settings: h.settings}
	if h.settings.SignedIn != nil {
		settings.SignedInFor = int(h.settings.SignedIn(r).Seconds())
	}
	content, err := json.Marshal(settings)
	if err != nil {
		http.Error(w, "This page could not be made.", http.StatusInternalServerError)
		return
	}
	nonce := rand.Text()
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store") // it says who is signed in
	header.Set("Content-Security-Policy", h.policy(nonce))
	page := strings.NewReplacer(settingsPlace, html.EscapeString(string(content)), noncePlace, nonce).Replace(string(h.page))
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(page))
}

// Assets have a hash of their content in their names.
const assets = "assets/"

// encodings are those that the build has made of a file, best first.
var encodings = []struct{ name, extension string }{{"br", ".br"}, {"gzip", ".gz"}}

func (h *Handler) serveFile(w http.ResponseWriter, r *http.Request, name string) {
	encoding, content := h.read(r, name)
	if content == nil {
		http.Error(w, "There is no such file. After an update, load the page again.", http.StatusNotFound)
		return
	}
	header := w.Header()
	header.Set("Vary", "Accept-Encoding")
	header.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, assets) {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		header.Set("Content-Type", kind)
	}
	if encoding != "" {
		header.Set("Content-Encoding", encoding)
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}

// read gives a file in the best encoding that the browser takes; nil when there is no such file.
func (h *Handler) read(r *http.Request, name string) (encoding string, content []byte) {
	accepted := r.Header.Get("Accept-Encoding")
	for _, e := range encodings {
		if !accepts(accepted, e.name) {
			continue
		}
		if content, err := fs.ReadFile(h.files, name+e.extension); err == nil {
			return e.name, content
		}
	}
	content, err := fs.ReadFile(h.files, name)
	if err != nil {
		return "", nil
	}
	return "", content
}

// accepts reads Accept-Encoding as far as browsers write it: names, some with a weight, where a weight of zero refuses.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			weight = strings.ReplaceAll(weight, " ", "")
			return weight != "q=0" && weight != "q=0.0" && weight != "q=0.00" && weight != "q=0.000"
		}
	}
	return false
}
