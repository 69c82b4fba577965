package api

import (
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// What callers are told about a field, in the words of the Django REST Framework where it has some.
const (
	msgRequired = "This field is required."
	msgBlank    = "This field may not be blank."
	msgNotNull  = "This field may not be null."
	msgNull     = "Null characters are not allowed."
	msgInvalid  = "Not a valid value."
	msgInteger  = "A valid integer is required."
	msgNumber   = "A valid number is required."
	msgBoolean  = "Must be a valid boolean."
	msgString   = "Not a valid string."
	msgObject   = "Invalid data. Expected an object."
	msgDateTime = "Datetime has wrong format. Use RFC 3339, such as 2026-01-31T09:30:00Z."
	msgDate     = "Date has wrong format. Use YYYY-MM-DD."
	msgEncoding = "Not valid UTF-8."

	atLeast      = "Ensure this field has at least "
	markRequired = "\x1frequired\x1f" // the rest is the name of the field that is missing
)

// huma's messages, error constructor and formatter are package globals: set once, before any API exists.
func init() { //nolint:gochecknoinits // see above
	huma.ErrorFormatter = formatMessage //nolint:reassign // see above
	huma.NewErrorWithContext = problemFromHuma
	huma.NewError = func(status int, _ string, _ ...error) huma.StatusError { return &problem{status: status} }
	validation.MsgExpectedRequiredProperty = markRequired + "%s"
	validation.MsgExpectedBoolean = msgBoolean
	validation.MsgExpectedInteger = msgInteger
	validation.MsgExpectedNumber = msgNumber
	validation.MsgExpectedString = msgString
	validation.MsgExpectedObject = msgObject
	validation.MsgExpectedArray = "Expected a list of items."
	validation.MsgExpectedOneOf = "Not a valid choice. Choose one of: %s."
	initFormats()
	initBounds()
}

func initFormats() {
	validation.MsgExpectedRFC3339DateTime = msgDateTime
	validation.MsgExpectedRFC3339Date = msgDate
	validation.MsgExpectedRFC3339Time = "Time has wrong format. Use hh:mm:ss."
	validation.MsgExpectedRFC5322Email = "Enter a valid email address."
	validation.MsgExpectedRFC3986URI = "Enter a valid URL."
	validation.MsgExpectedRFC4122UUID = "Must be a valid UUID."
	validation.MsgExpectedRFC5890Hostname = "Enter a valid host name."
	validation.MsgExpectedRFCIPAddr = "Enter a valid IPv4 or IPv6 address."
	validation.MsgExpectedBase64String = "Must be base64 encoded."
	validation.MsgExpectedDuration = "Enter a valid duration."
	validation.MsgExpectedBePattern = "Must be %s."
	validation.MsgExpectedMatchPattern = "Does not match the pattern %s."
}

func initBounds() {
	validation.MsgExpectedMinimumNumber = "Ensure this value is greater than or equal to %v."
	validation.MsgExpectedExclusiveMinimumNumber = "Ensure this value is greater than %v."
	validation.MsgExpectedMaximumNumber = "Ensure this value is less than or equal to %v."
	validation.MsgExpectedExclusiveMaximumNumber = "Ensure this value is less than %v."
	validation.MsgExpectedNumberBeMultipleOf = "Ensure this value is a multiple of %v."
	validation.MsgExpectedMinLength = atLeast + "%d characters."
	validation.MsgExpectedMaxLength = "Ensure this field has no more than %d characters."
	validation.MsgExpectedMinItems = atLeast + "%d elements."
	validation.MsgExpectedMaxItems = "Ensure this field has no more than %d elements."
	validation.MsgExpectedArrayItemsUnique = "Ensure the items are all different."
	validation.MsgExpectedMinProperties = atLeast + "%d entries."
	validation.MsgExpectedMaxProperties = "Ensure this field has no more than %d entries."
	validation.MsgExpectedMatchAtLeastOneSchema = msgInvalid
	validation.MsgExpectedMatchExactlyOneSchema = msgInvalid
}

// formatMessage leaves out arguments that the message has no place for: a parser's error is nothing a caller can use.
func formatMessage(format string, args ...any) string {
	if !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, args...)
}
