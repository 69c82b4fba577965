package tooltap

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

var (
	// ErrInvalidToken is a launch token that opens nothing here: forged, expired, used already, revoked, or another tool's.
	ErrInvalidToken = errors.New("tooltap: the token is not valid")
	// ErrInvalidClient is the console not accepting the tool's client id and secret.
	ErrInvalidClient = errors.New("tooltap: the client id or the secret is not valid")
	// ErrUnavailable is the console not answering, or not with anything that makes sense.
	ErrUnavailable = errors.New("tooltap: the console is not available")
)

// APIError is a failure that the console answered.
type APIError struct {
	Status     int                 // of HTTP
	Code       string              // a stable word, such as "not_granted"; "" when the answer had none
	Message    string              // a sentence for people
	Fields     map[string][]string // for 400: what is wrong with the input, by field
	RetryAfter time.Duration       // for 429 and 503: when trying again makes sense; 0: not said
}

// Error is for logs.
func (e *APIError) Error() string {
	text := "tooltap: the console answered " + strconv.Itoa(e.Status)
	if e.Code != "" {
		text += " " + e.Code
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	return text
}

// Is lets errors.Is find ErrInvalidToken, ErrInvalidClient and ErrUnavailable.
func (e *APIError) Is(target error) bool {
	switch target {
	case ErrInvalidToken:
		return e.Code == "invalid_token"
	case ErrInvalidClient:
		return e.Code == "invalid_client"
	case ErrUnavailable:
		return e.Status >= http.StatusInternalServerError
	default:
		return false
	}
}

// temporary reports a failure that may go away by waiting.
func (e *APIError) temporary() bool {
	return e.Status == http.StatusTooManyRequests || e.Status == http.StatusRequestTimeout || e.Status >= http.StatusInternalServerError
}

// longestWait bounds what a Retry-After can make anybody wait.
const longestWait = 5 * time.Minute

// readFailure understands the console's two shapes of failures: a sentence with a code, and messages by field. Anything else, such as a
// proxy's page, is a status without words.
func readFailure(status int, header http.Header, body []byte) *APIError {
	e := &APIError{Status: status}
	if seconds, err := strconv.Atoi(strings.TrimSpace(header.Get("Retry-After"))); err == nil && seconds > 0 {
		e.RetryAfter = min(time.Duration(min(seconds, 3600))*time.Second, longestWait)
	}
	var said struct {
		Error  string `json:"error"`
		Detail string `json:"detail"`
		Code   string `json:"code"`
	}
	if json.Unmarshal(body, &said) == nil && said.Detail+said.Error != "" {
		e.Code, e.Message = said.Code, said.Detail
		if e.Message == "" {
			e.Message = said.Error
		}
		return e
	}
	if status == http.StatusBadRequest && json.Unmarshal(body, &e.Fields) == nil {
		e.Code = "invalid"
		return e
	}
	e.Fields = nil
	return e
}
