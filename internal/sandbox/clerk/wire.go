package clerk

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

const (
	bodyLimit = 1 << 20
	formLimit = 64 << 10
)

// endpoint is one operation of an API: it gives what to answer with, as JSON, or an error.
type endpoint func(r *http.Request) (any, error)

// public serves an endpoint to anybody.
func (s *Server) public(e endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		answer, err := e(r)
		if err != nil {
			s.fail(w, err)
			return
		}
		s.reply(w, http.StatusOK, answer)
	})
}

func (s *Server) reply(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		s.config.Logger.Warn("clerk sandbox: answer not sent", "error", err)
	}
}

type errorBody struct {
	Errors  []*apiError `json:"errors"`
	TraceID string      `json:"clerk_trace_id"`
}

// fail answers in Clerk's error shape. What is not an apiError is our own failure: it is logged, not shown.
func (s *Server) fail(w http.ResponseWriter, err error) {
	refused, ok := errors.AsType[*apiError](err)
	if !ok {
		s.config.Logger.Error("clerk sandbox: failed", "error", err)
		refused = refuse(http.StatusInternalServerError, "internal_clerk_error", "Oops, an unexpected error occurred",
			"There was an internal error on our servers. We've been notified and are working on fixing it.")
	}
	trace := randomHex(16)
	w.Header().Set("Clerk-Trace-Id", trace)
	if refused.Status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "1")
	}
	s.reply(w, refused.Status, errorBody{Errors: []*apiError{refused}, TraceID: trace})
}

// decode reads a JSON object. An empty body and null are empty objects; names it does not know are ignored.
func decode[T any](r *http.Request) (T, error) {
	var into T
	if err := checkContentType(r); err != nil {
		return into, err
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return into, bodyError(err)
	}
	if strings.TrimSpace(string(raw)) == "" {
		return into, nil
	}
	if err := json.Unmarshal(raw, &into); err != nil {
		return into, bodyError(err)
	}
	return into, nil
}

func checkContentType(r *http.Request) error {
	given := r.Header.Get("Content-Type")
	if given == "" {
		return nil
	}
	if media, _, err := mime.ParseMediaType(given); err == nil && media == "application/json" {
		return nil
	}
	return refuse(http.StatusUnsupportedMediaType, "unsupported_content_type", "Content-Type is unsupported",
		"Content-Type "+given+" is unsupported. You should use application/json instead.")
}

func bodyError(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return refuse(http.StatusRequestEntityTooLarge, "request_body_invalid", "Request body too large",
			"The request body is larger than this service reads.")
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return errWrongType(wrong.Field, jsonKind(wrong.Type.Kind().String()))
	}
	return refuse(http.StatusBadRequest, "request_body_invalid", "Request body invalid",
		"The request body is invalid. Please consult the API documentation for more information.")
}

func jsonKind(goKind string) string {
	switch {
	case goKind == "slice":
		return "array"
	case goKind == "bool":
		return "boolean"
	case strings.HasPrefix(goKind, "int"):
		return "integer"
	default:
		return goKind
	}
}
