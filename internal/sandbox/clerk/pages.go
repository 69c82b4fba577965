package clerk

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strings"
)

//go:embed pages
var pageFiles embed.FS

var pageTemplates = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

func (s *Server) pageRoutes(mux *http.ServeMux) {
	guard := s.crossOriginProtection()
	mux.HandleFunc("GET /sign-in", s.showSignIn)
	mux.HandleFunc("GET /sign-up", s.showSignIn)
	mux.HandleFunc("GET /signed-in", s.showSignedIn)
	mux.HandleFunc("GET /sign-out", s.showSignOut)
	mux.Handle("POST /sign-in", guard.Handler(http.HandlerFunc(s.submitSignIn)))
	mux.Handle("POST /sign-up", guard.Handler(http.HandlerFunc(s.submitSignUp)))
	mux.Handle("POST /sign-out", guard.Handler(http.HandlerFunc(s.submitSignOut)))
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", http.FileServerFS(assets())))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.basePath+"/sign-in", http.StatusSeeOther)
	})
}

func assets() fs.FS {
	sub, err := fs.Sub(pageFiles, "pages/assets")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return sub
}

// pageData is what the templates show.
type pageData struct {
	Base     string // path that the stand-in is mounted under
	Redirect string // where to go afterwards, "" for the page that shows the token
	Problem  string // what was wrong with the form, "" when nothing
	Users    []*User
	Invited  *Invitation // the invitation whose link was followed
	InviteTo string      // where the invitation leads, or ""
	Ticket   string
	Form     signUpForm // what was filled in, to show it again
	User     *User
	Session  *Session
	Token    string
}

type signUpForm struct{ FirstName, LastName, Email string }

// render answers with a page. It is built before the first byte is sent, so a failure is a clean 500.
func (s *Server) render(w http.ResponseWriter, status int, name string, data pageData) {
	data.Base = s.basePath
	var page bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&page, name, data); err != nil {
		s.config.Logger.Error("clerk sandbox: page", "page", name, "error", err)
		http.Error(w, "This page could not be made.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", s.contentPolicy(data.InviteTo))
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if _, err := page.WriteTo(w); err != nil {
		s.config.Logger.Warn("clerk sandbox: page not sent", "page", name, "error", err)
	}
}

// contentPolicy names the origins that a form may end at, because browsers apply form-action to the redirect after it.
func (s *Server) contentPolicy(inviteTo string) string {
	var formAction strings.Builder
	for _, target := range append(slices.Clone(s.config.AllowedRedirects), inviteTo) {
		formAction.WriteString(" " + originOf(target))
	}
	return "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'" +
		formAction.String()
}

func (s *Server) refusePage(w http.ResponseWriter, status int, problem string) {
	s.render(w, status, "problem.html", pageData{Problem: problem})
}

// parseForm reads a form within its limit, or answers with what is wrong and returns false.
func (s *Server) parseForm(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	err := r.ParseForm()
	if err == nil {
		return true
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		s.refusePage(w, http.StatusRequestEntityTooLarge, "The form is too large.")
		return false
	}
	s.refusePage(w, http.StatusBadRequest, "The form could not be read.")
	return false
}

// redirectTarget reads redirect_url: a path on this origin, this origin itself, or one that AllowedRedirects permits.
func (s *Server) redirectTarget(r *http.Request) (target string, ok bool) {
	target = r.FormValue("redirect_url")
	return target, target == "" || s.mayRedirect(target)
}

func (s *Server) mayRedirect(target string) bool {
	if strings.ContainsFunc(target, func(c rune) bool { return c <= ' ' || c == '\\' || c == 0x7f }) {
		return false
	}
	if strings.HasPrefix(target, "/") {
		return !strings.HasPrefix(target, "//")
	}
	at := originOf(target)
	if at == "" {
		return false
	}
	return at == originOf(s.config.BaseURL) || slices.ContainsFunc(s.config.AllowedRedirects, func(allowed string) bool {
		return at == originOf(allowed) && underPath(strings.TrimPrefix(target, at), strings.TrimPrefix(allowed, at))
	})
}

// underPath reports whether path is allowed or lies below it.
func underPath(path, allowed string) bool {
	rest, ok := strings.CutPrefix(path, strings.TrimSuffix(allowed, "/"))
	return ok && (rest == "" || strings.ContainsRune("/?#", rune(rest[0])))
}
