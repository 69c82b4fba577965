package analytics_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
)

var viewer = access.Permissions{"analytics.view": true}

func TestStaffReportAnEvent(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	want := fmt.Sprintf(`{"id": 1, "event_type": "order", "user": %d, "data": {"total": "12.50", "items": [1, 2]}, "tool_id": null,
		"ip_address": "192.0.2.1", "created_at": "2026-03-01T12:00:00Z", "received_at": "2026-03-01T12:00:00Z"}`, ama)
	body := `{"event_type": "order", "data": {"total": "12.50", "items": [1, 2]}}`
	require.JSONEq(t, want, f.post(t, as("ama", "one"), track, body))
	w := f.ask(t, as("ama", "one"), http.MethodGet, events, "")
	require.JSONEq(t, `{"count": 1, "next": null, "previous": null, "results": [`+want+`]}`, w.Body.String())

	own := fmt.Sprintf(`{"event_type": "system", "data": {}, "user": %d}`, ama)
	f.post(t, as("ama", "one"), track, own)
	kofi := f.hire(t, f.world.tenants["one"], "kofi", nil)
	w = f.ask(t, as("ama", "one"), http.MethodPost, track, fmt.Sprintf(`{"event_type": "system", "data": {}, "user": %d}`, kofi))
	require.Equal(t, http.StatusBadRequest, w.Code)
	require.JSONEq(t, `{"user": ["You can only report what you did yourself."]}`, w.Body.String())
}

func TestAToolReportsAnEvent(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	require.JSONEq(t, `{"id": 1, "event_type": "system", "user": null, "data": {}, "tool_id": 1, "ip_address": null,
		"created_at": "2026-03-01T12:00:00Z", "received_at": "2026-03-01T12:00:00Z"}`,
		f.post(t, pos("one"), track, `{"event_type": "system"}`))
	f.post(t, pos("one"), track, fmt.Sprintf(`{"event_type": "order", "data": {}, "user": %d}`, ama))
	_, results := f.list(t, as("ama", "one"), "")
	require.Equal(t, []string{"order", "system"}, types(results))
	require.EqualValues(t, ama, *results[0].User)

	stranger := f.hire(t, f.restaurant(t, "two"), "stranger", nil)
	w := f.ask(t, pos("one"), http.MethodPost, track, fmt.Sprintf(`{"event_type": "order", "data": {}, "user": %d}`, stranger))
	require.Equal(t, http.StatusBadRequest, w.Code)
	require.JSONEq(t, `{"user": ["This user does not work in this restaurant."]}`, w.Body.String())
}

func TestWhoMayReport(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	bare, closed := f.restaurant(t, "bare"), f.restaurant(t, "closed")
	delete(f.world.installed[bare.ID], posID)
	closed.Active = false
	f.hire(t, one, "waiter", nil)
	f.hire(t, bare, "elsewhere", viewer)
	for name, c := range map[string]struct {
		who    caller
		status int
		code   string
	}{
		"nobody":                       {caller{}, http.StatusUnauthorized, "not_authenticated"},
		"a bad session token":          {as("x", "one"), http.StatusUnauthorized, "token_invalid"},
		"another restaurant's staff":   {as("elsewhere", "one"), http.StatusNotFound, "not_found"},
		"an unknown tool":              {caller{client: "x", secret: "x-secret", restaurant: "one"}, http.StatusUnauthorized, "invalid_client"},
		"a wrong secret":               {caller{client: "pos-client", secret: "x", restaurant: "one"}, http.StatusUnauthorized, "invalid_client"},
		"a tool that names none":       {pos(""), http.StatusBadRequest, "tenant_required"},
		"a tool that is not installed": {pos("bare"), http.StatusNotFound, "not_found"},
		"a restaurant that is not":     {pos("nowhere"), http.StatusNotFound, "not_found"},
		"a restaurant that is closed":  {pos("closed"), http.StatusForbidden, "tenant_inactive"},
	} {
		for _, path := range []string{track, batch} {
			w := f.ask(t, c.who, http.MethodPost, path, `{"event_type": "system", "data": {}, "events": [{"event_type": "system"}]}`)
			t.Log(name, path)
			if c.code == "tenant_required" {
				require.Contains(t, w.Body.String(), c.code)
				require.Equal(t, c.status, w.Code)
				continue
			}
			refuse(t, w, c.status, c.code)
		}
	}
	absent := f.ask(t, pos("nowhere"), http.MethodPost, track, `{"event_type": "system"}`).Body.String()
	require.Equal(t, absent, f.ask(t, pos("bare"), http.MethodPost, track, `{"event_type": "system"}`).Body.String(), "a restaurant without the tool looks the same")
	require.Equal(t, 0, f.stored(t))

	refuse(t, f.ask(t, as("waiter", "one"), http.MethodGet, events, ""), http.StatusForbidden, "permission_denied")
	refuse(t, f.ask(t, pos("one"), http.MethodGet, events, ""), http.StatusUnauthorized, "not_authenticated")
	f.post(t, as("waiter", "one"), track, `{"event_type": "system", "data": {}}`)
}

// A key that comes again is answered with what was stored under it.
func TestARepeatedEventIsAnsweredAsItIsStored(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	body := `{"id": "` + key(1) + `", "event_type": "order", "data": {"total": 12.5}, "occurred_at": "2026-02-28T10:00:00Z"}`
	first := f.post(t, pos("one"), track, body)
	require.JSONEq(t, `{"id": 1, "event_type": "order", "user": null, "data": {"total": 12.5}, "tool_id": 1, "ip_address": null,
		"created_at": "2026-02-28T10:00:00Z", "received_at": "2026-03-01T12:00:00Z"}`, first)
	f.clock.Advance(time.Hour)
	require.JSONEq(t, first, f.post(t, pos("one"), track, body))
	require.JSONEq(t, first, f.post(t, pos("one"), track, `{"id": "`+key(1)+`", "event_type": "system"}`), "whatever else it says")
	require.Equal(t, 1, f.stored(t))
}

func (f *fixture) stored(t *testing.T) (n int) {
	t.Helper()
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(), "SELECT count(*) FROM public.events").Scan(&n))
	return n
}

// What comes in cannot be anything that fails in the database, or it would take others' events of the same commit with it.
func TestBadEventsAreNamed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	for name, c := range badEvents {
		w := f.ask(t, pos("one"), http.MethodPost, track, c.event)
		require.Equal(t, http.StatusBadRequest, w.Code, "%s: %s", name, w.Body)
		require.Contains(t, w.Body.String(), `{"`+c.field+`":["`, name)
	}
	for name, body := range map[string]string{
		"no JSON": `{"event_type": "system", "data": {`,
		"a list":  `[]`,
		"nothing": ``,
		"null":    `null`,
		"two":     `{"event_type": "system"} {"event_type": "system"}`,
	} {
		require.Equal(t, http.StatusBadRequest, f.ask(t, pos("one"), http.MethodPost, track, body).Code, name)
	}
	refuse(t, f.ask(t, pos("one"), http.MethodPost, track, `{"event_type": "system", "data": {"a": "`+strings.Repeat("x", 64<<10)+`"}}`),
		http.StatusRequestEntityTooLarge, "too_large")
	require.Equal(t, 0, f.stored(t), "nothing of it was stored")
}

// badEvents are each refused for the field.
var badEvents = map[string]struct{ event, field string }{
	"no type":                 {`{"data": {}}`, "event_type"},
	"an empty type":           {`{"event_type": "", "data": {}}`, "event_type"},
	"an unknown type":         {`{"event_type": "sold", "data": {}}`, "event_type"},
	"a type in capitals":      {`{"event_type": "Order", "data": {}}`, "event_type"},
	"a type with a space":     {`{"event_type": "an order", "data": {}}`, "event_type"},
	"a type with a line feed": {`{"event_type": "order\n", "data": {}}`, "event_type"},
	"a type with a null":      {`{"event_type": "order\u0000", "data": {}}`, "event_type"},
	"a long type":             {`{"event_type": "` + strings.Repeat("x", 101) + `", "data": {}}`, "event_type"},
	"a type that is a number": {`{"event_type": 1, "data": {}}`, "event_type"},
	"a type that is null":     {`{"event_type": null, "data": {}}`, "event_type"},
	"data that is a list":     {`{"event_type": "system", "data": []}`, "data"},
	"data that is text":       {`{"event_type": "system", "data": "{}"}`, "data"},
	"data that is null":       {`{"event_type": "system", "data": null}`, "data"},
	"large data":              {`{"event_type": "system", "data": {"a": "` + strings.Repeat("x", 33<<10) + `"}}`, "data"},
	"deep data":               {`{"event_type": "system", "data": {"a": ` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}}`, "data"},
	"very deep data":          {`{"event_type": "system", "data": {"a": ` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}}`, "data"},
	"a number too small":      {`{"event_type": "system", "data": {"a": -1e-200000}}`, "data"},
	"a number too large":      {`{"event_type": "system", "data": {"a": 1e200000}}`, "data"},
	"a number too long":       {`{"event_type": "system", "data": {"a": ` + strings.Repeat("9", 200) + `}}`, "data"},
	"a null in data":          {`{"event_type": "system", "data": {"a": "\u0000"}}`, "data"},
	"a null in a name":        {`{"event_type": "system", "data": {"\u0000": 1}}`, "data"},
	"half a byte":             {"{\"event_type\": \"system\", \"data\": {\"a\": \"\xff\"}}", "data"},
	"an amount that is text":  {`{"event_type": "order", "data": {"total": "a lot"}}`, "data.total"},
	"an amount of an object":  {`{"event_type": "order", "data": {"total": {}}}`, "data.total"},
	"a very precise amount":   {`{"event_type": "pos_transaction", "data": {"amount": 0.00001}}`, "data.amount"},
	"a very large amount":     {`{"event_type": "pos_transaction", "data": {"amount": "-10000000000"}}`, "data.amount"},
	"a user that is text":     {`{"event_type": "system", "data": {}, "user": "1"}`, "user"},
	"a user that is half one": {`{"event_type": "system", "data": {}, "user": 1.5}`, "user"},
	"a user that is nobody":   {`{"event_type": "system", "data": {}, "user": 0}`, "user"},
	"an id that is none":      {`{"event_type": "system", "id": "17"}`, "id"},
	"an id of zeros":          {`{"event_type": "system", "id": "00000000-0000-0000-0000-000000000000"}`, "id"},
	"the year 2062":           {`{"event_type": "system", "occurred_at": "2062-01-01T00:00:00Z"}`, "occurred_at"},
	"the year 0":              {`{"event_type": "system", "occurred_at": "0000-01-01T00:00:00Z"}`, "occurred_at"},
	"no date":                 {`{"event_type": "system", "occurred_at": "2026-02-30T00:00:00Z"}`, "occurred_at"},
	"a date that is a number": {`{"event_type": "system", "occurred_at": 1767225600}`, "occurred_at"},
	"a little ahead":          {`{"event_type": "system", "occurred_at": "2026-03-01T12:05:01Z"}`, "occurred_at"},
	"a little too long ago":   {`{"event_type": "system", "occurred_at": "2025-12-01T11:59:59Z"}`, "occurred_at"},
}

func TestUnusualDataIsKept(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	for _, c := range []struct{ sent, kept string }{
		{`{"a": "\ud83d\ude00 \u00e9"}`, `{"a": "😀 é"}`},
		{`{"a": "cut in the middle: \ud83d"}`, `{"a": "cut in the middle: ` + "\ufffd" + `"}`},
		{`{"a": "no number: 1e999999 [[[{", "b\"": "\\"}`, `{"a": "no number: 1e999999 [[[{", "b\"": "\\"}`},
		{`{"a": 12345678901234567890.123, "b": -0.5e-300, "c": 1E+9}`, `{"a": 12345678901234567890.123, "b": -0.5e-300, "c": 1000000000}`},
		{`{"a": [[], {}, null, true, false], "": ""}`, `{"a": [[], {}, null, true, false], "": ""}`},
		{` {"deep": ` + strings.Repeat("[", 31) + strings.Repeat("]", 31) + ` }`, `{"deep": ` + strings.Repeat("[", 31) + strings.Repeat("]", 31) + `}`},
	} {
		f.post(t, pos("one"), track, `{"event_type": "system", "data": `+c.sent+`}`)
		_, results := f.list(t, as("ama", "one"), "")
		require.JSONEq(t, c.kept, toJSON(t, results[0].Data), c.sent)
	}
}
