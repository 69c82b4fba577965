package oidc

import (
	"errors"

	"github.com/zitadel/oidc/v3/pkg/oidc"

	"github.com/tabletap/console/internal/fault"
)

// trouble is what callers hear of a failure of ours. The cause is the library's to log, and is not sent.
func trouble(err error) *oidc.Error {
	return oidc.ErrServerError().WithDescription("Something went wrong here. Please try again.").WithParent(err)
}

// said is err as callers may hear it: the library would send the text of an error that it does not know.
func said(err error) error {
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[*oidc.Error](err); ok && known != nil {
		return err
	}
	return trouble(err)
}

func asFault(err error) (*fault.Error, bool) {
	f, ok := errors.AsType[*fault.Error](err)
	return f, ok && err != nil
}

// Errors of the standards that the library has no name for.
func errConsentRequired() *oidc.Error { return &oidc.Error{ErrorType: "consent_required"} }

func errSelectionRequired() *oidc.Error { return &oidc.Error{ErrorType: "account_selection_required"} }

func errInvalidToken() *oidc.Error {
	return &oidc.Error{ErrorType: "invalid_token", Description: "The access token is not valid any more."}
}

func errAccessDenied(why string) *oidc.Error {
	return oidc.ErrAccessDenied().WithDescription("%s", why)
}

func errHintRequired() *oidc.Error {
	return oidc.ErrInvalidRequest().WithDescription("id_token_hint is required: it says whose sign-in at which tool is to end.")
}
