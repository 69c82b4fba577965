package paystack

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

const (
	bodyLimit = 1 << 20
	formLimit = 64 << 10
)

// answer is what an endpoint gives: Paystack's envelope.
type answer struct {
	Status  bool   `json:"status"`
	Message string `json:"message"`
	Data    any    `json:"data,omitempty"`
	Meta    any    `json:"meta,omitempty"`
}

func done(message string, data any) *answer {
	return &answer{Status: true, Message: message, Data: data}
}

// endpoint is one operation of the API. It runs alone, inside a change.
type endpoint func(c *change, p params, r *http.Request) (*answer, error)

// api serves an endpoint to those who know the secret key.
func (s *Server) api(e endpoint) http.Handler {
	return s.guarded(func(r *http.Request) (any, int, error) {
		p, err := readParams(r)
		if err != nil {
			return nil, 0, err
		}
		var a *answer
		err = s.change(func(c *change) (err error) {
			a, err = e(c, p, r)
			return err
		})
		return a, http.StatusOK, err
	})
}

// guarded serves what fn gives, as JSON with a status, to those who know the secret key.
func (s *Server) guarded(fn func(r *http.Request) (any, int, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		if err := s.authenticate(r); err != nil {
			s.fail(w, err)
			return
		}
		body, status, err := fn(r)
		if err != nil {
			s.fail(w, err)
			return
		}
		s.reply(w, status, body)
	})
}

func (s *Server) authenticate(r *http.Request) error {
	given := r.Header.Get("Authorization")
	if given == "" {
		return refuse(http.StatusUnauthorized, "", "No Authorization Header was found")
	}
	scheme, key, _ := strings.Cut(given, " ")
	if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare([]byte(key), []byte(s.config.SecretKey)) != 1 {
		return refuse(http.StatusUnauthorized, "", "Invalid key")
	}
	return nil
}

func (s *Server) reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		s.config.Logger.Warn("paystack sandbox: answer not sent", "error", err)
	}
}

// fail answers with a refusal. What is not an apiError is our own failure: it is logged, not shown.
func (s *Server) fail(w http.ResponseWriter, err error) {
	refused, ok := errors.AsType[*apiError](err)
	if !ok {
		s.config.Logger.Error("paystack sandbox: failed", "error", err)
		refused = refuse(http.StatusInternalServerError, "unknown", "An error occurred")
	}
	s.reply(w, refused.Status, refused.body())
}
