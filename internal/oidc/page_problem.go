package oidc

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/tabletap/console/internal/fault"
)

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
