package e2e

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres/pgtest"
)

func TestWebhooksFromTheCommandLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	owner := signUp(t, s, "owner@example.com")
	const id = "SELECT id::int FROM public.webhook_inbox WHERE event_type = 'user.created'"
	processed := strconv.Itoa(number(t, s.DatabaseURL, id))
	execute(t, s.DatabaseURL, `INSERT INTO public.webhook_inbox (id, source, external_id, event_type, payload, status, last_error, received_at)
		VALUES (900, 'clerk', 'msg_parked', 'nobody.cares', '{"type": "nobody.cares"}', 'parked', E'it is\nbroken', now())`)

	list := w.cli(t, "webhooks", "list")
	require.Zero(t, list.code, "%s", list.stderr)
	require.Regexp(t, `(?m)^`+processed+`\s+\S+Z\s+clerk\s+user\.created\s+processed\s+1\s+-$`, list.stdout)
	require.NotContains(t, list.stdout, "clerk/objects")
	parked := w.cli(t, "webhooks", "list", "--status", "parked", "--source", "clerk", "--event-type", "nobody.cares")
	require.Regexp(t, `^ID\s.*LAST ERROR\n900\s+\S+Z\s+clerk\s+nobody\.cares\s+parked\s+0\s+it is broken\n$`, parked.stdout)
	mine := w.cli(t, "webhooks", "list", "--tenant", strconv.FormatInt(owner.TenantID, 10), "--limit", "1")
	require.Regexp(t, `\n`+processed+`\s.*\n$`, mine.stdout)
	shown := w.cli(t, "webhooks", "show", "900")
	require.Regexp(t, `(?m)^status\s+parked$`, shown.stdout)
	require.Regexp(t, `(?m)^payload, json\s+\{"type": "nobody\.cares"\}$`, shown.stdout)

	require.Equal(t, result{0, "Webhook 900 will be tried again.\n", ""}, w.cli(t, "webhooks", "replay", "900"))
	await(t, patience, "a worker tries it", func() bool {
		return number(t, s.DatabaseURL, "SELECT count(*)::int FROM public.webhook_inbox WHERE id = 900 AND status = 'ignored'") == 1
	})
	require.Equal(t, 1, number(t, s.DatabaseURL,
		"SELECT count(*)::int FROM public.audit_log WHERE action = 'webhook.replayed' AND actor_kind = 'cli' AND target_id = '900'"))
	require.Equal(t, result{1, "", "tabletap: This delivery was processed, or is about to be.\n"}, w.cli(t, "webhooks", "replay", processed))
	cookie := newSuperuser(t, w, s)
	r := s.do(t, call{Method: http.MethodGet, URL: "/api/admin/webhooks/900/", Header: map[string]string{"Cookie": cookie}})
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
	require.Equal(t, "ignored", r.object()["status"])
}

func TestWebhooksThatAreNone(t *testing.T) {
	t.Parallel()
	env := map[string]string{"DATABASE_URL": pgtest.New(t).URL}
	require.Equal(t, result{1, "", "tabletap: This delivery was not found.\n"}, cli(t, env, "webhooks", "show", "7"))
	require.Equal(t, result{1, "", "tabletap: This delivery was not found.\n"}, cli(t, env, "webhooks", "replay", "7"))
	require.Equal(t, result{1, "", "tabletap: status: One of pending, processed, ignored, failed, parked.\n"}, cli(t, env, "webhooks", "list", "--status", "lost"))
	require.Contains(t, cli(t, env, "webhooks", "show", "x").stderr, "tabletap: id: Enter the number of a webhook")
}
