package analytics_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func (c *charted) report(t *testing.T, all []happening) {
	t.Helper()
	tenant := c.world.tenants[c.name].ID
	for n, h := range all {
		local := h.at.In(c.zone)
		day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
		hour := h.at.Add(-time.Duration(local.Minute())*time.Minute - time.Duration(local.Second())*time.Second - time.Duration(local.Nanosecond()))
		var user any
		if h.user != 0 {
			user = h.user
		}
		run := func(sql string, args ...any) {
			_, err := c.db.SharedQuery().Exec(t.Context(), sql, args...)
			require.NoError(t, err)
		}
		amount := decimals(h.amount)
		run(`INSERT INTO public.events (tenant_id, occurred_at, id, event_type, tool_id, user_id, amount, data, received_at) VALUES ($1,$2,$3,$4,$5,$6,$7::text::numeric,$8::text::jsonb,$2)`,
			tenant, h.at, n+1, h.kind, h.tool, user, amount, toJSON(t, h.body()["data"]))
		run(`INSERT INTO public.event_hours AS x VALUES ($1,$2,$3,$4,$5,1,$6::text::numeric) ON CONFLICT ON CONSTRAINT event_hours_pkey DO UPDATE SET events = x.events+1, amount = x.amount+excluded.amount`, tenant, hour, day, h.kind, h.tool, amount)
		run(`INSERT INTO public.event_days AS x VALUES ($1,$2,$3,$4,1,$5::text::numeric) ON CONFLICT ON CONSTRAINT event_days_pkey DO UPDATE SET events = x.events+1, amount = x.amount+excluded.amount`, tenant, day, h.kind, h.tool, amount)
		if h.user != 0 {
			run(`INSERT INTO public.event_users VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`, tenant, day, hour, h.kind, h.tool, h.user)
		}
	}
}
