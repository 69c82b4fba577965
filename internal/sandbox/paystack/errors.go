package paystack

import (
	"errors"
	"net/http"
)

// apiError is what the API answers with when it refuses. Sentences and codes are those of https://paystack.com/docs/api/errors
// and of what people report.
type apiError struct {
	Status  int
	Code    string
	Message string
}

func (e *apiError) Error() string { return e.Message }

func refuse(status int, code, message string) *apiError {
	return &apiError{Status: status, Code: code, Message: message}
}

func errInvalid(code, message string) *apiError { return refuse(http.StatusBadRequest, code, message) }

func errNotFound(message string) *apiError { return refuse(http.StatusNotFound, "not_found", message) }

func errMissing(what string) *apiError { return errInvalid("missing_params", what+" is required") }

func errAmount() *apiError { return errInvalid("invalid_amount", "Invalid Amount Sent") }

func errDuplicateReference() *apiError {
	return errInvalid("duplicate_reference", "Duplicate Transaction Reference")
}

// errNoTransaction is Paystack's answer for an unknown reference, with a status that its OpenAPI document does not tell of.
func errNoTransaction() *apiError {
	return errInvalid("transaction_not_found", "Transaction reference not found")
}

// errorBody is the body of a refusal. An unknown key has no more than status and message.
type errorBody struct {
	Status  bool       `json:"status"`
	Message string     `json:"message"`
	Meta    *errorMeta `json:"meta,omitempty"`
	Type    string     `json:"type,omitempty"`
	Code    string     `json:"code,omitempty"`
}

type errorMeta struct {
	NextStep string `json:"nextStep"`
}

func (e *apiError) body() errorBody {
	switch {
	case e.Code == "":
		return errorBody{Message: e.Message}
	case e.Status >= http.StatusInternalServerError:
		return errorBody{Message: e.Message, Type: "api_error", Code: e.Code}
	default:
		return errorBody{
			Message: e.Message, Meta: &errorMeta{"Check what was sent against the API reference"},
			Type: "validation_error", Code: e.Code,
		}
	}
}

// statusOf is the status that an error is answered with.
func statusOf(err error) int {
	if refused, ok := errors.AsType[*apiError](err); ok {
		return refused.Status
	}
	return http.StatusInternalServerError
}
