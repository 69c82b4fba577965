package clerk_test

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	svix "github.com/svix/svix-webhooks/go"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
)

var (
	secret1 = "whsec_" + base64.StdEncoding.EncodeToString([]byte("first secret of these tests"))
	secret2 = "whsec_" + base64.StdEncoding.EncodeToString([]byte("second secret of these tests"))
	body    = []byte(`{"type":"user.created","object":"event","timestamp":1777896000000,"instance_id":"ins_1","data":{"id":"user_1"}}`)
)

// signature is made by Svix's own library.
func signature(tb testing.TB, secret, id string, at time.Time, body []byte) string {
	tb.Helper()
	hook, err := svix.NewWebhook(secret)
	require.NoError(tb, err)
	signed, err := hook.Sign(id, at, body)
	require.NoError(tb, err)
	return signed
}

func delivered(prefix, id string, at time.Time, signatures ...string) http.Header {
	h := http.Header{}
	h.Set(prefix+"-id", id)
	h.Set(prefix+"-timestamp", strconv.FormatInt(at.Unix(), 10))
	h.Set(prefix+"-signature", strings.Join(signatures, " "))
	return h
}

func webhooks(tb testing.TB, now time.Time, secrets ...string) *clerk.Webhooks {
	tb.Helper()
	w, err := clerk.NewWebhooks(clock.NewFake(now), secrets...)
	require.NoError(tb, err)
	return w
}

func TestWebhookVerifyAcceptsSvix(t *testing.T) {
	t.Parallel()
	first := signature(t, secret1, "msg_1", start, body)
	second := signature(t, secret2, "msg_1", start, body)
	for name, c := range map[string]struct {
		header  http.Header
		secrets []string
	}{
		"svix-*":                       {delivered("svix", "msg_1", start, first), []string{secret1}},
		"webhook-*":                    {delivered("webhook", "msg_1", start, first), []string{secret1}},
		"a secret without whsec_":      {delivered("svix", "msg_1", start, first), []string{strings.TrimPrefix(secret1, "whsec_")}},
		"the second of two secrets":    {delivered("svix", "msg_1", start, second), []string{secret1, secret2}},
		"the second of two signatures": {delivered("svix", "msg_1", start, second, first), []string{secret1}},
		"among other versions":         {delivered("svix", "msg_1", start, "v1a,xyz", "v2,"+first[3:], "v1", first), []string{secret1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := webhooks(t, start, c.secrets...).Verify(c.header, body)
			require.NoError(t, err)
			require.Equal(t, "msg_1", got.ID)
			require.Equal(t, "user.created", got.Type)
			require.Equal(t, "ins_1", got.InstanceID)
			require.Equal(t, start, got.Timestamp)
			require.JSONEq(t, `{"id":"user_1"}`, string(got.Data))
		})
	}
}

func TestWebhookVerifyPrefersACompleteSetOfHeaders(t *testing.T) {
	t.Parallel()
	h := delivered("webhook", "msg_1", start, signature(t, secret1, "msg_1", start, body))
	h.Set("svix-id", "msg_2") // alone, it is no delivery
	got, err := webhooks(t, start, secret1).Verify(h, body)
	require.NoError(t, err)
	require.Equal(t, "msg_1", got.ID)
}

func TestWebhookVerifyRefuses(t *testing.T) {
	t.Parallel()
	good := signature(t, secret1, "msg_1", start, body)
	change := func(name, value string) http.Header {
		h := delivered("svix", "msg_1", start, good)
		h.Set(name, value)
		return h
	}
	for name, c := range map[string]struct {
		header http.Header
		code   string
	}{
		"no headers":              {http.Header{}, "webhook_headers_missing"},
		"no id":                   {change("svix-id", ""), "webhook_headers_missing"},
		"no timestamp":            {change("svix-timestamp", ""), "webhook_headers_missing"},
		"no signature":            {change("svix-signature", ""), "webhook_headers_missing"},
		"a timestamp in words":    {change("svix-timestamp", "now"), "webhook_headers_invalid"},
		"a timestamp with a sign": {change("svix-timestamp", "-1"), "webhook_headers_invalid"},
		"a huge timestamp":        {change("svix-timestamp", "9223372036854775807"), "webhook_headers_invalid"},
		"an id with a NUL":        {change("svix-id", "msg\x00"), "webhook_headers_invalid"},
		"an id with spaces":       {change("svix-id", "msg 1"), "webhook_headers_invalid"},
		"an endless id":           {change("svix-id", strings.Repeat("m", 256)), "webhook_headers_invalid"},
		"another id":              {change("svix-id", "msg_2"), "webhook_signature_invalid"},
		"another timestamp":       {change("svix-timestamp", strconv.FormatInt(start.Unix()+1, 10)), "webhook_signature_invalid"},
		"another version":         {change("svix-signature", "v2,"+good[3:]), "webhook_signature_invalid"},
		"a bare version":          {change("svix-signature", "v1,"), "webhook_signature_invalid"},
		"a bare signature":        {change("svix-signature", good[3:]), "webhook_signature_invalid"},
		"a signature cut short":   {change("svix-signature", good[:len(good)-1]), "webhook_signature_invalid"},
		"another secret's":        {change("svix-signature", signature(t, secret2, "msg_1", start, body)), "webhook_signature_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := webhooks(t, start, secret1).Verify(c.header, body)
			require.Equal(t, c.code, fault.CodeOf(err))
			require.Equal(t, c.code == "webhook_signature_invalid", fault.Is(err, fault.Unauthenticated))
			require.Equal(t, c.code != "webhook_signature_invalid", fault.Is(err, fault.Invalid))
		})
	}
}

func TestWebhookVerifyRefusesAnAlteredBody(t *testing.T) {
	t.Parallel()
	h := delivered("svix", "msg_1", start, signature(t, secret1, "msg_1", start, body))
	w := webhooks(t, start, secret1)
	for i := range body {
		altered := append([]byte(nil), body...)
		altered[i] ^= 1
		_, err := w.Verify(h, altered)
		require.Equal(t, "webhook_signature_invalid", fault.CodeOf(err))
	}
	_, err := w.Verify(h, append(append([]byte(nil), body...), '\n'))
	require.Equal(t, "webhook_signature_invalid", fault.CodeOf(err))
}

func TestWebhookVerifyTolerance(t *testing.T) {
	t.Parallel()
	h := delivered("svix", "msg_1", start, signature(t, secret1, "msg_1", start, body))
	for seconds, code := range map[int]string{
		-310: "webhook_stale", -301: "webhook_stale", -300: "", -299: "", 0: "", 299: "", 300: "", 301: "webhook_stale",
		310: "webhook_stale", 86400: "webhook_stale",
	} {
		_, err := webhooks(t, start.Add(time.Duration(seconds)*time.Second), secret1).Verify(h, body)
		require.Equal(t, code, fault.CodeOf(err), "%d s", seconds)
		require.Equal(t, code != "", fault.Is(err, fault.Unauthenticated))
	}
}

func TestNewWebhooksRefuses(t *testing.T) {
	t.Parallel()
	now := clock.NewFake(start)
	for name, secrets := range map[string][]string{
		"none":              nil,
		"empty":             {""},
		"only a prefix":     {"whsec_"},
		"one of two":        {secret1, ""},
		"not base64":        {"whsec_not*base64*at*all*really*not"},
		"an asymmetric key": {"whpk_" + secret1[6:]},
	} {
		_, err := clerk.NewWebhooks(now, secrets...)
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), "base64*at", name)
	}
	_, err := clerk.NewWebhooks(nil, secret1)
	require.Error(t, err)
}
