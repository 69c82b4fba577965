package oidc

import (
	"bytes"
	"embed"
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
