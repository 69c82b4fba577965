package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
)

type paramsInput struct {
	Body struct {
		Token string  `json:"token" maxLength:"10"`
		Hint  *string `json:"hint,omitempty"`
	}
}

func withForm() *bench {
	b := newBench(nil)
	echo := func(_ context.Context, in *paramsInput) (*greeting, error) {
		if in.Body.Token == "stranger" {
			return nil, fault.New(fault.Unauthenticated, "invalid_client", "Who?")
		}
		out := &greeting{}
		out.Body.Hello = in.Body.Token
		if in.Body.Hint != nil {
			out.Body.Hello += "+" + *in.Body.Hint
		}
		return out, nil
	}
	Handle(b.API, Route{Method: http.MethodPost, Path: "/form/", ID: "form", Access: Public(), Form: true}, echo)
	Handle(b.API, Route{Method: http.MethodPost, Path: "/tool/", ID: "tool", Access: Public(), Form: true, ToolErrors: true}, echo)
	Handle(b.API, Route{Method: http.MethodPost, Path: "/json/", ID: "json", Access: Public()}, echo)
	return b
}

func TestAFormIsTheObjectOfItsFields(t *testing.T) {
	t.Parallel()
	b := withForm()
	for body, want := range map[string]string{
		"token=a":              "a",
		"token=a+b%26c&hint=":  "a b&c+",
		"hint=x&token=%C3%A9":  "é+x",
		"token=7&more=1&more2": "7",
	} {
		w := b.ask("POST", "/form/", body, "Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
		require.Equal(t, http.StatusOK, w.Code, "%s: %s", body, w.Body)
		require.JSONEq(t, `{"hello": "`+want+`"}`, w.Body.String())
	}
	require.Equal(t, http.StatusOK, b.ask("POST", "/form/", `{"token": "a"}`).Code, "JSON is taken as ever")
}

func TestFormsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := withForm()
	for body, field := range map[string]string{
		"hint=x":             "token",
		"token=a&token=a":    "token",
		"token=01234567890":  "token",
		"token=%":            "detail",
		"token=%00":          fault.NonField,
		"token=%FF":          fault.NonField,
		"token=a;hint=b":     "detail",
		`{"token": "a"}`:     "token",
		"%00=a&token=a":      fault.NonField,
		"token[]=a&token%5B": "token",
	} {
		w := b.ask("POST", "/form/", body, "Content-Type", "application/x-www-form-urlencoded")
		require.Equal(t, http.StatusBadRequest, w.Code, "%s: %s", body, w.Body)
		require.Contains(t, w.Body.String(), `"`+field+`"`, body)
	}
	for _, kind := range []string{"application/x-www-form-urlencoded", formFormat, formFormat + ";x"} {
		require.Equal(t, http.StatusUnsupportedMediaType, b.ask("POST", "/json/", "token=a", "Content-Type", kind).Code, "%q", kind)
	}
	require.Equal(t, http.StatusUnsupportedMediaType, b.ask("POST", "/form/", "token=a", "Content-Type", formFormat).Code)
	long := url.Values{"token": {strings.Repeat("a", 2<<20)}}.Encode()
	require.Equal(t, http.StatusRequestEntityTooLarge, b.ask("POST", "/form/", long, "Content-Type", "application/x-www-form-urlencoded").Code)
}

func TestAClientIsChallengedAsOAuthDoes(t *testing.T) {
	t.Parallel()
	b := withForm()
	w := b.ask("POST", "/tool/", "token=stranger", "Content-Type", "application/x-www-form-urlencoded")
	require.Equal(t, http.StatusUnauthorized, w.Code)
	require.Equal(t, `Basic realm="TableTap", charset="UTF-8"`, w.Header().Get("WWW-Authenticate"))
	require.JSONEq(t, `{"error": "invalid_client", "error_description": "Who?", "detail": "Who?", "code": "invalid_client"}`, w.Body.String())
}

func TestTheDocumentTellsOfForms(t *testing.T) {
	t.Parallel()
	raw, err := withForm().OpenAPI()
	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(string(raw), `"application/x-www-form-urlencoded"`))
	require.NotContains(t, string(raw), formFormat)
}
