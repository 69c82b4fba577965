package analytics_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const menuID = 2 // of the tool "menu" in the catalogue that every database begins with

// places are zones of all kinds, each with a moment after its clocks have changed.
var places = []struct{ zone, now string }{
	{"UTC", "2026-03-01T12:00:00Z"},
	{"Africa/Accra", "2026-03-01T00:30:00Z"},
	{"Africa/Cairo", "2026-11-02T21:30:00Z"},
	{"America/New_York", "2026-11-03T03:30:00Z"},
	{"America/New_York", "2026-03-10T12:00:00Z"},
	{"America/St_Johns", "2026-11-03T12:00:00Z"},
	{"Asia/Kathmandu", "2026-03-01T18:20:00Z"},
	{"Atlantic/Azores", "2026-10-28T12:00:00Z"},
	{"Australia/Lord_Howe", "2026-10-06T12:00:00Z"},
	{"Australia/Lord_Howe", "2026-04-07T12:00:00Z"},
	{"Europe/London", "2026-03-31T12:00:00Z"},
	{"Pacific/Kiritimati", "2026-03-01T09:00:00Z"},
}

// charted is a restaurant in which things happened, and the model of it.
type charted struct {
	*fixture
	*model

	name string
	now  time.Time
}

// happen makes a restaurant of some zone and reports what happened in it.
func (f *fixture) happen(t *testing.T, rt *rapid.T, name string, staff []int64) *charted {
	t.Helper()
	place := rapid.SampledFrom(places).Draw(rt, "place")
	now, err := time.Parse(time.RFC3339, place.now)
	require.NoError(t, err)
	zone, err := time.LoadLocation(place.zone)
	require.NoError(t, err)
	f.clock.Advance(now.Sub(f.clock.Now()))
	f.world.tenants[name].Timezone = place.zone
	_, err = f.db.SharedQuery().Exec(t.Context(), "UPDATE public.tenants SET timezone = $2 WHERE slug = $1", name, place.zone)
	require.NoError(t, err)
	c := &charted{fixture: f, model: &model{zone: zone}, name: name, now: now}
	minutes, change := rapid.SampledFrom([]int{60 * 30, 60 * 24 * 8, 60 * 24 * 75}).Draw(rt, "minutes"), c.lastChange()
	number := rapid.SampledFrom([]int{0, 3, 30, 80}).Draw(rt, "number")
	c.all = rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) happening {
		h := happening{
			at:   now.Add(-time.Duration(rapid.IntRange(0, minutes).Draw(rt, "ago")) * time.Minute),
			kind: rapid.SampledFrom([]string{"order", "order", "menu_view", "pos_transaction", "customer"}).Draw(rt, "kind"),
			tool: rapid.SampledFrom([]int64{posID, posID, menuID, 0}).Draw(rt, "tool"),
			user: rapid.SampledFrom(append(staff, 0)).Draw(rt, "user"),
		}
		if rapid.IntRange(0, 3).Draw(rt, "near a change") == 0 {
			h.at = change.Add(time.Duration(rapid.IntRange(-90, 90).Draw(rt, "minutes of it")) * time.Minute)
		}
		if h.tool == 0 {
			h.user = staff[0] // staff report what they did themselves
		}
		if h.kind == "order" || h.kind == "pos_transaction" {
			h.amount = rapid.Int64Range(-20_000, 9_000_000).Draw(rt, "amount")
		}
		h.table = rapid.SampledFrom([]string{"", "1", "2", "10", "true", "terrace \"A\""}).Draw(rt, "table")
		h.dishes = rapid.SliceOfN(rapid.SampledFrom([]string{"Jollof", "Waakye", "Kelewele", "Banku"}), 0, 3).Draw(rt, "dishes")
		return h
	}), number, number).Draw(rt, "all")
	distinctTimes(c.all)
	c.report(t, c.all)
	return c
}

// lastChange is when the zone's clocks were last changed, or some moment where they are not or have not been for long.
func (c *charted) lastChange() time.Time {
	change, _ := c.now.In(c.zone).ZoneBounds()
	if c.now.Sub(change) > 75*24*time.Hour {
		return c.now.Add(-7 * 24 * time.Hour)
	}
	return change
}

// distinctTimes moves events that happened at once apart by microseconds, since which of them came first nobody can say.
func distinctTimes(all []happening) {
	for n := range all {
		all[n].at = all[n].at.Add(-time.Duration(n) * time.Microsecond)
	}
}

// body is an event as its reporter writes it.
func (h *happening) body() map[string]any {
	data := map[string]any{}
	switch {
	case h.table == "true":
		data["table"] = true
	case h.table == "10":
		data["table"] = 10
	case h.table != "":
		data["table"] = h.table
	}
	items := []map[string]any{}
	for _, dish := range h.dishes {
		items = append(items, map[string]any{"dish": dish})
	}
	data["items"] = items
	switch h.kind {
	case "order":
		data["total"] = decimals(h.amount)
	case "pos_transaction":
		data["amount"] = json.Number(decimals(h.amount))
	}
	b := map[string]any{"event_type": h.kind, "data": data, "occurred_at": h.at.Format(time.RFC3339Nano)}
	if h.user != 0 {
		b["user"] = h.user
	}
	return b
}

// report has the events come in as they do: from each reporter its own, at once.
func (c *charted) report(t *testing.T, all []happening) {
	t.Helper()
	bodies := map[int64][]map[string]any{}
	for n := range all {
		bodies[all[n].tool] = append(bodies[all[n].tool], all[n].body())
	}
	for tool, list := range bodies {
		who := map[int64]caller{
			0: as("ama", c.name), posID: pos(c.name), menuID: {client: "menu-client", secret: "menu-client-secret", restaurant: c.name},
		}[tool]
		var receipt struct {
			Accepted int `json:"accepted"`
		}
		require.NoError(t, json.Unmarshal([]byte(c.post(t, who, batch, toJSON(t, list))), &receipt))
		require.Len(t, list, receipt.Accepted)
	}
}
