package oidc

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/zitadel/oidc/v3/pkg/oidc"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

//go:embed pages
var pageFiles embed.FS

var pages = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

// pageCSP allows our own style and nothing else: no script, no image, no frame, and forms that go to ourselves.
const pageCSP = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// show answers with a page. It is made before the first byte is sent, so that a failure is a clean 500.
func (s *Service) show(w http.ResponseWriter, status int, name string, data any) error {
	var page bytes.Buffer
	if err := pages.ExecuteTemplate(&page, name, data); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", pageCSP)
	h.Del("Content-Length")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // the caller may be gone
	return nil
}

// tool is a tool as the pages show it.
type tool struct {
	Name    string
	Initial string
	Host    string // where the person goes back to
}

func (s *Service) tool(r *http.Request, req *request) (tool, error) {
	c, err := s.Clients.ClientByID(r.Context(), req.ClientID)
	if err != nil {
		return tool{}, err
	}
	initial := "?"
	for _, letter := range c.Name {
		initial = strings.ToUpper(string(letter))
		break
	}
	return tool{Name: c.Name, Initial: initial, Host: req.host()}, nil
}

type choicePage struct {
	Tool    tool
	Request string
	User    string
	Name    string
	Email   string
	Several bool
	Choices []choice
	Learns  []string // what the tool gets to know
}

func (s *Service) showChoices(w http.ResponseWriter, r *http.Request, req *request, actor *access.Actor, choices []choice) error {
	t, err := s.tool(r, req)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(actor.FirstName + " " + actor.LastName)
	if name == "" {
		name = actor.Username
	}
	return s.show(w, http.StatusOK, "choose.html", choicePage{
		Tool: t, Request: req.ID, User: subjectOf(req.User), Name: name, Email: actor.Email, Several: len(choices) > 1, Choices: choices,
		Learns: learns(req.Scopes),
	})
}

// learned is what a scope lets a tool know, in the words of the page and in their order.
var learned = []struct{ scope, text string }{
	{oidc.ScopeProfile, "your name"},
	{oidc.ScopeEmail, "your email address"},
	{ScopeRestaurant, "the restaurant, your role and your permissions there"},
	{oidc.ScopeOfflineAccess, "all of this for up to 30 days, until you sign out of it"},
}

func learns(asked []string) []string {
	var list []string
	for _, l := range learned {
		if slices.Contains(asked, l.scope) {
			list = append(list, l.text)
		}
	}
	return list
}

type refusalPage struct {
	Tool    tool
	Request string
	Why     *fault.Error
}

func (s *Service) showRefusal(w http.ResponseWriter, r *http.Request, req *request, why *fault.Error) error {
	t, err := s.tool(r, req)
	if err != nil {
		return err
	}
	return s.show(w, http.StatusForbidden, "refused.html", refusalPage{t, req.ID, why})
}

type wayBackPage struct {
	Tool tool
	Back string
}

// showWayBack is a page that leads to the tool by itself.
func (s *Service) showWayBack(w http.ResponseWriter, r *http.Request, req *request, back string) error {
	t, err := s.tool(r, req)
	if err != nil {
		return err
	}
	w.Header().Set("Refresh", "0; url="+back)
	return s.show(w, http.StatusOK, "back.html", wayBackPage{t, back})
}

// problem is a page for somebody who cannot be sent back.
type problem struct {
	Title, Text, Code string
	Advice            string
}

func (s *Service) showProblem(w http.ResponseWriter, status int, p problem) {
	if err := s.show(w, status, "problem.html", p); err != nil {
		http.Error(w, p.Title, status)
	}
}

// showFailure tells the person what went wrong with their sign-in.
func (s *Service) showFailure(w http.ResponseWriter, r *http.Request, err error) {
	p := problem{Title: "This sign-in did not work", Text: "Something went wrong here. Go back to the tool and try again."}
	f, ok := asFault(err)
	if ok {
		p.Code = f.Code
	}
	switch {
	case ok && f == errNoRequest:
		p.Title, p.Text = "This sign-in has expired", "It was finished already, took longer than ten minutes, or began in another browser. "+
			"Go back to the tool and start again."
		p.Code = "sign_in_expired"
		s.showProblem(w, http.StatusBadRequest, p)
	case ok && f.Kind == fault.Unauthenticated:
		p.Text = f.Message + " Go back to the tool and try again; your browser has to accept cookies."
		s.showProblem(w, http.StatusUnauthorized, p)
	case ok && (f.Kind == fault.Invalid || f.Kind == fault.Forbidden || f.Kind == fault.NotFound):
		p.Text = f.Message
		s.showProblem(w, http.StatusForbidden, p)
	case ok && f.Kind == fault.Unavailable:
		p.Text = f.Message
		s.Logger.WarnContext(r.Context(), "sign-in to a tool", "error", err)
		s.showProblem(w, http.StatusServiceUnavailable, p)
	default:
		s.Logger.ErrorContext(r.Context(), "sign-in to a tool failed", "error", err)
		s.showProblem(w, http.StatusInternalServerError, p)
	}
}

// asPage makes a page of a failure that the library answers with JSON, for endpoints that people's browsers go to.
func (s *Service) asPage(title string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		held := &holder{ResponseWriter: w}
		next.ServeHTTP(held, r)
		if held.status == 0 {
			return
		}
		var said struct {
			Code string `json:"error"`
			Text string `json:"error_description"`
		}
		_ = json.Unmarshal(held.body.Bytes(), &said) // what is not JSON has no more to say
		s.showProblem(w, held.status, problem{
			Title: title, Text: said.Text, Code: said.Code, Advice: "Go back to the tool and try again. If it stays like this, its makers have to mend it.",
		})
	})
}

// holder keeps a failure back and lets everything else through.
type holder struct {
	http.ResponseWriter

	status int // of the failure
	body   bytes.Buffer
}

func (h *holder) WriteHeader(status int) {
	if status >= http.StatusBadRequest {
		h.status = status
		return
	}
	h.ResponseWriter.WriteHeader(status)
}

func (h *holder) Write(b []byte) (int, error) {
	if h.status != 0 {
		return h.body.Write(b)
	}
	return h.ResponseWriter.Write(b)
}

func (s *Service) serveSignedOut(w http.ResponseWriter, _ *http.Request) {
	s.showProblem(w, http.StatusOK, problem{
		Title: "You are signed out of the tool", Text: "You are still signed in to TableTap itself. On a device that others use, sign out there too.",
	})
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	style, err := pageFiles.ReadFile("pages/style.css")
	if err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(style) // the caller may be gone
}
