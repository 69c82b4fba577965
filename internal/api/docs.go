package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/api/docpage"
)

// document is the OpenAPI document in its two forms, made once.
type document struct {
	json, html, css file
}

type file struct {
	kind string // content type
	tag  string
	body []byte
}

func newFile(kind string, body []byte) file {
	sum := sha256.Sum256(body)
	return file{kind: kind, tag: `"` + hex.EncodeToString(sum[:8]) + `"`, body: body}
}

func (a *API) writeDocument() (document, error) {
	raw, err := a.OpenAPI()
	if err != nil {
		return document{}, err
	}
	page, err := docpage.Render(raw)
	if err != nil {
		return document{}, err
	}
	return document{
		json: newFile("application/vnd.oai.openapi+json;version=3.1", raw),
		html: newFile("text/html; charset=utf-8", page),
		css:  newFile("text/css; charset=utf-8", docpage.Style),
	}, nil
}

// serveDocument registers the document and the page that is made of it. Both come from the binary; nothing is loaded from
// another host.
func (a *API) serveDocument() {
	a.raw("/api/openapi.json", a.serveFile(func(d document) file { return d.json }))
	a.raw("/api/docs/", a.serveFile(func(d document) file { return d.html }))
	a.raw("/api/docs/docs.css", a.serveFile(func(d document) file { return d.css }))
}

func (a *API) serveFile(pick func(document) file) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		d, err := a.document()
		if err != nil {
			requestFrom(r.Context()).refuse(w, errInternal.Because(err), false)
			return
		}
		f := pick(d)
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("ETag", f.tag)
		h["Cache-Control"] = revalidate
		h["Content-Security-Policy"] = docsCSP
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.body))
	}
}
