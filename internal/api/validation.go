package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tabletap/console/internal/fault"
)

var (
	errTooLarge = fault.New(fault.TooLarge, "too_large", "The body is too large.")
	errMedia    = fault.New(fault.UnsupportedMedia, "unsupported_media_type",
		"Unsupported media type in request. Send application/json.")
	errSlowBody = parseFault("the body did not arrive in time")
	errCutBody  = parseFault("the body ended early")
)

// problemFromHuma turns what huma found wrong with a request into a fault, and that into an answer. Without a call it is
// only asked for its type.
func problemFromHuma(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
	c, ok := ctx.(*call)
	if !ok {
		return &problem{status: status}
	}
	return c.req.problem(faultFromHuma(status, message, errs), c.route.ToolErrors)
}

func faultFromHuma(status int, message string, errs []error) error {
	switch status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		if len(errs) == 0 {
			return parseFault(message)
		}
		return fieldFault(errs)
	case http.StatusRequestEntityTooLarge:
		return errTooLarge
	case http.StatusUnsupportedMediaType:
		return errMedia
	case http.StatusRequestTimeout:
		return errSlowBody
	}
	return unreadable(message, errs)
}

// unreadable is for bodies that could not be read to their end, which is the caller's doing, and for everything else.
func unreadable(message string, errs []error) error {
	err := errors.Join(errs...)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errTooLarge
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errCutBody
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	return errInternal.Because(errors.Join(errors.New(message), err))
}

func parseFault(reason string) *fault.Error {
	message := "JSON parse error - " + reason
	return &fault.Error{
		Kind: fault.Invalid, Code: codeParse, Message: message,
		Fields: map[string][]string{fault.NonField: {message}},
	}
}

// fieldFault sorts huma's findings by field. A path that does not parse names nothing that exists.
func fieldFault(errs []error) error {
	var problems fault.Fields
	for _, err := range errs {
		if f, ok := errors.AsType[*fault.Error](err); ok {
			return f
		}
		d := detailOf(err)
		if reason, ok := strings.CutPrefix(d.Message, markParse); ok {
			return parseFault(reason)
		}
		if strings.HasPrefix(d.Location, "path.") {
			return fault.New(fault.NotFound, "not_found", "Not found.")
		}
		problems.Add(finding(d))
	}
	return problems.Err()
}

func detailOf(err error) *huma.ErrorDetail {
	if d, ok := errors.AsType[*huma.ErrorDetail](err); ok {
		return d
	}
	return &huma.ErrorDetail{Message: err.Error()}
}

// finding names the field as the caller knows it, and says what is wrong in the contract's words.
func finding(d *huma.ErrorDetail) (field, message string) {
	where, field, _ := strings.Cut(d.Location, ".")
	if name, ok := strings.CutPrefix(d.Message, markRequired); ok {
		return nested(field, name), msgRequired
	}
	if rest, ok := strings.CutPrefix(d.Message, markField); ok {
		field, message, _ = strings.Cut(rest, "\x1f")
		return field, message
	}
	if field == "" {
		return fault.NonField, d.Message
	}
	if where == "body" {
		return field, bodyMessage(d)
	}
	return field, paramMessage(d.Message)
}

func nested(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "." + name
}

func bodyMessage(d *huma.ErrorDetail) string {
	if d.Value == nil {
		return msgNotNull
	}
	if d.Value == "" && strings.HasPrefix(d.Message, atLeast) {
		return msgBlank
	}
	return d.Message
}

// paramMessage rewords what huma has no variables for.
func paramMessage(message string) string {
	switch {
	case strings.HasPrefix(message, "required "):
		return msgRequired
	case message == "invalid integer":
		return msgInteger
	case message == "invalid float":
		return msgNumber
	case message == "invalid boolean":
		return msgBoolean
	case strings.HasPrefix(message, "invalid date/time"):
		return msgDateTime
	case strings.HasPrefix(message, "invalid"):
		return msgInvalid
	}
	return message
}
