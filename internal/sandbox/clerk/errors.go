package clerk

import (
	"fmt"
	"net/http"
	"strings"
)

// apiError is one entry of Clerk's error body. Codes, sentences and statuses are those of
// https://clerk.com/docs/guides/development/errors/backend-api.
type apiError struct {
	Status      int            `json:"-"`
	Message     string         `json:"message"`
	LongMessage string         `json:"long_message"`
	Code        string         `json:"code"`
	Meta        map[string]any `json:"meta,omitempty"`
}

func (e *apiError) Error() string { return e.Code + ": " + e.LongMessage }

func (e *apiError) about(param string) *apiError {
	e.Meta = map[string]any{"param_name": param}
	return e
}

func refuse(status int, code, message, long string) *apiError {
	return &apiError{Status: status, Code: code, Message: message, LongMessage: long}
}

func errMissing(param string) *apiError {
	return refuse(http.StatusUnprocessableEntity, "form_param_missing", "is missing", param+" must be included.").about(param)
}

func errWrongType(param, want string) *apiError {
	long := "`" + param + "` must be a `" + want + "`."
	return refuse(http.StatusUnprocessableEntity, "form_param_type_invalid", "is invalid", long).about(param)
}

func errEmailFormat(param string) *apiError {
	long := param + " must be a valid email address."
	return refuse(http.StatusUnprocessableEntity, "form_param_format_invalid", "is invalid", long).about(param)
}

func errValue(param, value string) *apiError {
	long := fmt.Sprintf("%s does not match one of the allowed values for parameter %s", value, param)
	return refuse(http.StatusUnprocessableEntity, "form_param_value_invalid", "is invalid", long).about(param)
}

func errQuery(param, value string) *apiError {
	long := fmt.Sprintf("%s does not match one of the allowed values for parameter %s", value, param)
	return refuse(http.StatusBadRequest, "invalid_query_parameter_value", "is invalid", long)
}

func errTooLong(param string, limit int) *apiError {
	long := fmt.Sprintf("%s should not exceed %d characters.", param, limit)
	return refuse(http.StatusUnprocessableEntity, "form_param_max_length_exceeded", "exceeds maximum length", long).about(param)
}

func errTaken(param, what string) *apiError {
	message := "That " + what + " is taken. Please try another."
	return refuse(http.StatusUnprocessableEntity, "form_identifier_exists", message, message).about(param)
}

func errUserDataMissing(params ...string) *apiError {
	long := fmt.Sprintf("%q data doesn't match user requirements set for this instance", params)
	e := refuse(http.StatusUnprocessableEntity, "form_data_missing", "missing data", long)
	e.Meta = map[string]any{"param_names": params}
	return e
}

func errNotFound(message, long string) *apiError {
	return refuse(http.StatusNotFound, "resource_not_found", message, long)
}

func errNoUser(id string) *apiError {
	return errNotFound("not found", "No user was found with id "+id)
}

func errNoSession(id string) *apiError {
	return errNotFound("Session not found", "No session was found with id "+id)
}

func errNoOrganization() *apiError {
	return errNotFound("not found", "Given organization not found.")
}

func errNoInvitation(id string) *apiError {
	return errNotFound("not found", "No invitation was found with id "+id+".")
}

func errNoRole() *apiError {
	return errNotFound("not found", "Organization role not found").about("role")
}

func errNoClient() *apiError {
	return refuse(http.StatusUnauthorized, "authentication_invalid", "Invalid authentication",
		"Unable to authenticate the request, you need to supply an active session")
}

func errDuplicateInvitations(emails ...string) *apiError {
	long := "There are already pending invitations for the following email addresses: " + strings.Join(emails, ", ")
	e := refuse(http.StatusBadRequest, "duplicate_record", "duplicate invitation", long)
	e.Meta = map[string]any{"email_addresses": emails}
	return e
}

func errInvitationSettled(status string) *apiError {
	if status == statusAccepted {
		const long = "Invitation is already accepted, try signing in instead."
		return refuse(http.StatusBadRequest, "invitation_already_accepted", long, long)
	}
	long := "Invitation is already " + status + "."
	return refuse(http.StatusBadRequest, "invitation_already_"+status, long, long)
}
