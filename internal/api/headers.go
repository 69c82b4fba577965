package api

import "net/http"

// One slice each for all answers: assigning them to a header map allocates nothing, and nobody appends to them in place.
var (
	jsonOnly   = []string{jsonType}
	noSniff    = []string{"nosniff"}
	referrer   = []string{"same-origin"}
	noFrames   = []string{"DENY"}
	noStore    = []string{"no-store"}
	httpsOnly  = []string{"max-age=31536000"}
	noContent  = []string{"default-src 'none'; frame-ancestors 'none'"}
	pageCSP    = []string{"default-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"}
	docsCSP    = []string{"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}
	revalidate = []string{"no-cache"}
)

// setHeaders says what every answer says. HSTS is said only over TLS, where browsers heed it.
func (p peer) setHeaders(h http.Header) {
	h["X-Content-Type-Options"] = noSniff
	h["Referrer-Policy"] = referrer
	h["X-Frame-Options"] = noFrames
	h["Content-Security-Policy"] = noContent
	if p.secure {
		h["Strict-Transport-Security"] = httpsOnly
	}
}

// setHeaders keeps answers that depend on who asked out of every cache. A handler may say otherwise.
func (rt *route) setHeaders(w http.ResponseWriter, r *http.Request) {
	credentials := r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != ""
	if credentials || rt.Access.who != public {
		w.Header()["Cache-Control"] = noStore
	}
}
