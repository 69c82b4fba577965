package clerk_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	sdk "github.com/clerk/clerk-sdk-go/v2"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/fault"
)

func refusal(status int, code string) answer {
	return answer{status: status, body: `{"errors":[{"code":"` + code + `","message":"m"}],"clerk_trace_id":"t1"}`}
}

func TestCreateInvitation(t *testing.T) {
	t.Parallel()
	at := start.UnixMilli()
	raw, err := json.Marshal(sdk.Invitation{
		ID: "inv_1", EmailAddress: "ada@example.com", Status: "pending", URL: "https://i", ExpiresAt: &at, CreatedAt: at,
	})
	require.NoError(t, err)
	b := newBackend(t, ok(string(raw)))

	got, err := b.CreateInvitation(t.Context(), clerk.NewInvitation{
		Email: "ada@example.com", RedirectURL: "https://console.example.com/join", ExpiresInDays: 7,
		PublicMetadata: map[string]any{"restaurant": "ABC"}, IgnoreExisting: true, Quiet: true,
	})

	require.NoError(t, err)
	require.Equal(t, clerk.Invitation{
		ID: "inv_1", Email: "ada@example.com", Status: "pending", URL: "https://i", ExpiresAt: start, CreatedAt: start,
	}, got)
	require.Equal(t, "/sandbox/clerk/v1/invitations", b.asked()[0].path)
	require.Equal(t, "application/json", b.asked()[0].header.Get("Content-Type"))
	require.JSONEq(t, `{"email_address":"ada@example.com","redirect_url":"https://console.example.com/join",
		"expires_in_days":7,"public_metadata":{"restaurant":"ABC"},"ignore_existing":true,"notify":false}`, b.asked()[0].body)
}

func TestCreateInvitationFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer answer
		kind   fault.Kind
		code   string
		tries  int
	}{
		"invited already":   {refusal(http.StatusBadRequest, "duplicate_record"), fault.Conflict, "invitation_exists", 1},
		"signed up already": {refusal(http.StatusUnprocessableEntity, "form_identifier_exists"), fault.Conflict, "invitation_exists", 1},
		"no address":        {refusal(http.StatusUnprocessableEntity, "form_param_format_invalid"), fault.Invalid, "invalid", 1},
		"our key is wrong":  {refusal(http.StatusUnauthorized, "authentication_invalid"), fault.Unavailable, "clerk_refused", 1},
		"too many":          {refusal(http.StatusTooManyRequests, "too_many_requests"), fault.Unavailable, "clerk_rate_limited", 3},
		"500 may have sent": {refusal(http.StatusInternalServerError, "internal"), fault.Unavailable, "clerk_unavailable", 1},
		"silence may too":   {answer{abort: true}, fault.Unavailable, "clerk_unavailable", 1},
		"an odd answer":     {ok(`{}`), fault.Unavailable, "clerk_unavailable", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBackend(t, c.answer)
			_, err := b.CreateInvitation(t.Context(), clerk.NewInvitation{Email: "ada@example.com"})
			require.Equal(t, c.kind, fault.KindOf(err), "%v", err)
			require.Equal(t, c.code, fault.CodeOf(err))
			require.Len(t, b.asked(), c.tries)
		})
	}
}

func TestCreateInvitationWantsAnAddress(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(`{"id":"inv_1"}`))
	_, err := b.CreateInvitation(t.Context(), clerk.NewInvitation{})
	require.True(t, fault.Is(err, fault.Invalid))
	require.Empty(t, b.asked())
}

func TestATooManyIsWaitedOutEvenForAnInvitation(t *testing.T) {
	t.Parallel()
	b := newBackend(t, after(http.StatusTooManyRequests, "1"), ok(`{"id":"inv_1"}`))
	_, err := b.CreateInvitation(t.Context(), clerk.NewInvitation{Email: "ada@example.com"})
	require.NoError(t, err)
	require.Equal(t, []time.Duration{time.Second}, b.pauses)
	require.Equal(t, b.asked()[0].body, b.asked()[1].body, "the body is sent again")
}

func TestRevokeInvitation(t *testing.T) {
	t.Parallel()
	b := newBackend(t, failing(http.StatusBadGateway), ok(`{"id":"inv_1","status":"revoked"}`))
	require.NoError(t, b.RevokeInvitation(t.Context(), "inv_1"))
	require.Len(t, b.asked(), 2)
	require.Equal(t, http.MethodPost, b.asked()[1].method)
	require.Equal(t, "/sandbox/clerk/v1/invitations/inv_1/revoke", b.asked()[1].path)
}

func TestRevokeInvitationFailures(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]fault.Kind{
		http.StatusNotFound:            fault.NotFound,
		http.StatusBadRequest:          fault.Conflict,
		http.StatusUnauthorized:        fault.Unavailable,
		http.StatusInternalServerError: fault.Unavailable,
	} {
		err := newBackend(t, failing(status)).RevokeInvitation(t.Context(), "inv_1")
		require.Equal(t, want, fault.KindOf(err), "%d: %v", status, err)
	}
}
