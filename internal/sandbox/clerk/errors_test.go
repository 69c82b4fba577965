package clerk_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

func TestErrorsAreClerks(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	ada, o := newUser(t, s, "ada@example.com"), newOrganization(t, s, "Mama Put", "")
	long := strings.Repeat("é", 257)
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		code, param        string
	}{
		"malformed JSON":        {"POST", "/users", `{"email_address": [`, 400, "request_body_invalid", ""},
		"not an object":         {"POST", "/users", `["a"]`, 400, "request_body_invalid", ""},
		"two values":            {"POST", "/users", `{} {}`, 400, "request_body_invalid", ""},
		"wrong type":            {"POST", "/users", `{"email_address": "ada@example.com"}`, 422, "form_param_type_invalid", "email_address"},
		"body too large":        {"POST", "/users", `{"first_name":"` + strings.Repeat("a", 1<<20) + `"}`, 413, "request_body_invalid", ""},
		"no email":              {"POST", "/users", `{"first_name":"Ada"}`, 422, "form_data_missing", ""},
		"null body":             {"POST", "/users", `null`, 422, "form_data_missing", ""},
		"bad email":             {"POST", "/users", `{"email_address":["nobody"]}`, 422, "form_param_format_invalid", "email_address"},
		"email with a name":     {"POST", "/users", `{"email_address":["A <a@b.c>"]}`, 422, "form_param_format_invalid", "email_address"},
		"email taken":           {"POST", "/users", `{"email_address":["ADA@example.com"]}`, 422, "form_identifier_exists", "email_address"},
		"name too long":         {"PATCH", "/users/" + ada.ID, `{"first_name":"` + long + `"}`, 422, "form_param_max_length_exceeded", "first_name"},
		"metadata not object":   {"PATCH", "/users/" + ada.ID + "/metadata", `{"public_metadata":[1]}`, 422, "form_param_value_invalid", "public_metadata"},
		"foreign primary email": {"PATCH", "/users/" + ada.ID, `{"primary_email_address_id":"idn_x"}`, 422, "form_resource_not_found", "primary_email_address_id"},
		"no such user":          {"GET", "/users/user_nobody", "", 404, "resource_not_found", ""},
		"delete no such user":   {"DELETE", "/users/user_nobody", "", 404, "resource_not_found", ""},
		"bad order":             {"GET", "/users?order_by=shoe_size", "", 422, "form_param_value_invalid", "order_by"},
		"bad limit":             {"GET", "/users?limit=501", "", 400, "invalid_query_parameter_value", ""},
		"bad offset":            {"GET", "/organizations?offset=-1", "", 400, "invalid_query_parameter_value", ""},
		"session of nobody":     {"POST", "/sessions", `{"user_id":"user_nobody"}`, 404, "resource_not_found", ""},
		"session without user":  {"POST", "/sessions", ``, 422, "form_param_missing", "user_id"},
		"token of no session":   {"POST", "/sessions/sess_x/tokens", `{}`, 404, "resource_not_found", ""},
		"revoke no session":     {"POST", "/sessions/sess_x/revoke", ``, 404, "resource_not_found", ""},
		"organization nameless": {"POST", "/organizations", `{"name":" "}`, 422, "form_param_missing", "name"},
		"slug taken":            {"POST", "/organizations", `{"name":"X","slug":"mama-put"}`, 422, "form_identifier_exists", "slug"},
		"bad slug":              {"PATCH", "/organizations/" + o.ID, `{"slug":"Mama Put"}`, 422, "form_param_format_invalid", "slug"},
		"creator is nobody":     {"POST", "/organizations", `{"name":"X","created_by":"user_x"}`, 400, "organization_creator_not_found", ""},
		"no such organization":  {"GET", "/organizations/org_x", "", 404, "resource_not_found", ""},
		"member is nobody":      {"POST", "/organizations/" + o.ID + "/memberships", `{"user_id":"user_x","role":"org:member"}`, 404, "resource_not_found", ""},
		"member without role":   {"POST", "/organizations/" + o.ID + "/memberships", `{"user_id":"user_x"}`, 422, "form_param_missing", "role"},
		"no such role":          {"POST", "/organizations/" + o.ID + "/memberships", `{"user_id":"` + ada.ID + `","role":"org:chef"}`, 404, "resource_not_found", "role"},
		"no such membership":    {"DELETE", "/organizations/" + o.ID + "/memberships/" + ada.ID, "", 404, "resource_not_found", ""},
		"invitation to a user":  {"POST", "/invitations", `{"email_address":"ada@example.com"}`, 422, "form_identifier_exists", "email_address"},
		"invitation to no one":  {"POST", "/invitations", `{}`, 422, "form_param_missing", "email_address"},
		"invitation redirect":   {"POST", "/invitations", `{"email_address":"x@example.com","redirect_url":"javascript:1"}`, 422, "form_param_format_invalid", "redirect_url"},
		"no such invitation":    {"POST", "/invitations/inv_x/revoke", "", 404, "resource_not_found", ""},
		"unknown address":       {"GET", "/shoes", "", 404, "resource_not_found", ""},
		"unknown method":        {"PUT", "/users", "", 404, "resource_not_found", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, answer := call(t, s, c.method, c.path, c.body)
			require.Equal(t, c.status, status)
			requireError(t, answer, c.code, c.param)
		})
	}
}

func requireError(t *testing.T, answer map[string]any, code, param string) {
	t.Helper()
	require.NotEmpty(t, answer["clerk_trace_id"])
	require.Len(t, answer["errors"], 1)
	e := answer["errors"].([]any)[0].(map[string]any)
	require.Equal(t, code, e["code"])
	require.NotEmpty(t, e["message"])
	require.NotEmpty(t, e["long_message"])
	if param != "" {
		require.Equal(t, map[string]any{"param_name": param}, e["meta"])
	}
}

func TestRefusedRequestsChangeNothing(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	newUser(t, s, "ada@example.com")
	status, _ := call(t, s, "POST", "/users", `{"email_address":["new@example.com","ada@example.com"]}`)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Nil(t, s.UserByEmail("new@example.com"))
	require.Len(t, s.Webhooks().All("user.created"), 1, "only the first user's")
}

func TestSecretKeyIsRequired(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	for given, code := range map[string]string{
		"":                                  "authentication_invalid",
		"Basic " + clerktest.SecretKey:      "authorization_header_format_invalid",
		"Bearer":                            "authorization_header_format_invalid",
		"Bearer sk_test_guess":              "clerk_key_invalid",
		"Bearer " + clerktest.SecretKey[:9]: "clerk_key_invalid",
	} {
		request := newRequest(t, s, "GET", "/users/count", "")
		request.Header.Set("Authorization", given)
		status, answer := send(t, request)
		require.Equal(t, http.StatusUnauthorized, status, given)
		requireError(t, answer, code, "")
	}
}

func TestOtherContentTypesAreRefused(t *testing.T) {
	t.Parallel()
	request := newRequest(t, clerktest.New(t), "POST", "/users", "a=b")
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, answer := send(t, request)
	require.Equal(t, http.StatusUnsupportedMediaType, status)
	requireError(t, answer, "unsupported_content_type", "")
}

func TestFailNext(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	s.FailNext(1, http.StatusTooManyRequests)
	status, answer := call(t, s, "POST", "/users", `{"email_address":["ada@example.com"]}`)
	require.Equal(t, http.StatusTooManyRequests, status)
	requireError(t, answer, "too_many_requests", "")
	require.Nil(t, s.UserByEmail("ada@example.com"))
	status, _ = call(t, s, "POST", "/users", `{"email_address":["ada@example.com"]}`)
	require.Equal(t, http.StatusOK, status)
}

func TestIntercept(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	s.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		w.WriteHeader(http.StatusTeapot)
		return r.URL.Path == "/v1/users/count"
	})
	status, _ := call(t, s, "GET", "/users/count", "")
	require.Equal(t, http.StatusTeapot, status)
	s.Intercept(nil)
	status, _ = call(t, s, "GET", "/users/count", "")
	require.Equal(t, http.StatusOK, status)
}

func TestBadConfiguration(t *testing.T) {
	t.Parallel()
	good := clerk.Config{BaseURL: "http://localhost:3001", SecretKey: "sk"}
	for name, spoil := range map[string]func(*clerk.Config){
		"BaseURL":          func(c *clerk.Config) { c.BaseURL = "localhost" },
		"SecretKey":        func(c *clerk.Config) { c.SecretKey = "" },
		"WebhookURL":       func(c *clerk.Config) { c.WebhookURL = "ftp://x" },
		"AllowedRedirects": func(c *clerk.Config) { c.AllowedRedirects = []string{"*"} },
		"webhook secret":   func(c *clerk.Config) { c.WebhookSecret = "whsec_%%%" },
	} {
		config := good
		spoil(&config)
		_, err := clerk.New(config)
		require.ErrorContains(t, err, name)
	}
}
