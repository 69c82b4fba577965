package clerk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
)

// Whatever Clerk sends, a parser gives an object with an id and sane times, or one kind of error.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		fullUser, `{}`, `null`, `{"id":1}`, `{"id":"\u0000"}`, `{"id":"x","created_at":1e308}`, `{"id":"x","created_at":"0000-01-01T00:00:00Z"}`,
		`{"id":"x","email_addresses":[[],{"id":{}}],"public_metadata":3}`,
		`{"id":"m","role":"org:","organization":{"id":"o"},"public_user_data":{"user_id":"u"},"permissions":[1,null,{}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for name, parse := range parsers {
			if err := parse(data); err != nil {
				require.Equal(t, "webhook_payload_invalid", fault.CodeOf(err), name)
			}
		}
		if user, err := clerk.ParseUser(data); err == nil {
			require.NotEmpty(t, user.ID)
			require.NotContains(t, user.ID+user.Email+user.FirstName, "\x00")
			require.Less(t, user.CreatedAt.Year(), 10000)
		}
	})
}

// Whatever body is signed, it is an event with a type or an Invalid.
func FuzzParseEvent(f *testing.F) {
	for _, seed := range []string{string(body), ``, `{`, `{"type":"x"}`, `{"type":"x","timestamp":"1e999","data":null}`} {
		f.Add([]byte(seed))
	}
	w := webhooks(f, start, secret1)
	f.Fuzz(func(t *testing.T, data []byte) {
		event, err := w.Verify(delivered("svix", "msg_1", start, signature(t, secret1, "msg_1", start, data)), data)
		if err != nil {
			require.True(t, fault.Is(err, fault.Invalid), "%v", err)
			return
		}
		require.NotEmpty(t, event.Type)
		require.False(t, event.Timestamp.IsZero())
	})
}

// No text but the one that was signed passes, and none makes the verifier panic.
func FuzzVerify(f *testing.F) {
	v := verifierWithPEM(f, clock.NewFake(start))
	good := mint(f, keyA(), header("a"), claims(start))
	for _, seed := range []string{good, "", "..", strings.ReplaceAll(good, ".", ".."), good + good, good[:len(good)-1]} {
		f.Add(seed)
	}
	signed := good[:strings.LastIndexByte(good, '.')]
	f.Fuzz(func(t *testing.T, token string) {
		got, err := v.Verify(t.Context(), token)
		if err != nil {
			require.True(t, fault.Is(err, fault.Unauthenticated), "%v", err)
			return
		}
		require.True(t, strings.HasPrefix(token, signed+"."), "only the signed text may pass")
		require.Equal(t, start.Add(time.Minute), got.Expires)
	})
}
