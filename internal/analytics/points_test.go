package analytics

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What is written by hand is what encoding/json writes.
func TestPointsAsJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := timeSeriesOf(t)
		if rapid.Bool().Draw(t, "compared") {
			b.Previous = new(timeSeriesOf(t))
		}
		want, err := json.Marshal(b)
		require.NoError(t, err)
		got, err := b.AppendJSON([]byte("before"))
		require.NoError(t, err)
		require.Equal(t, "before"+string(want), string(got))
	})
}

func timeSeriesOf(t *rapid.T) timeSeriesBody {
	figures := rapid.Custom(func(t *rapid.T) Figures {
		f := Figures{Events: rapid.Int64().Draw(t, "events"), Amount: amountText(quantityOf(rapid.Int64().Draw(t, "amount")))}
		if rapid.Bool().Draw(t, "people") {
			f.Users = new(rapid.Int64().Draw(t, "users"))
		}
		return f
	})
	point := rapid.Custom(func(t *rapid.T) pointBody {
		return pointBody{"2026-01-31T09:00:00+01:00", rapid.Bool().Draw(t, "complete"), figures.Draw(t, "figures")}
	})
	series := rapid.Custom(func(t *rapid.T) seriesBody {
		s := seriesBody{Total: figures.Draw(t, "total"), Points: rapid.SliceOfN(point, 0, 3).Draw(t, "points")}
		if rapid.Bool().Draw(t, "has a key") {
			s.Key = new(rapid.StringMatching(`[a-z_"]{0,9}`).Draw(t, "key"))
		}
		return s
	})
	return timeSeriesBody{
		Period: PeriodBody{"2026-01-01", "2026-01-31", rapid.SampledFrom([]string{"UTC", "Africa/Accra"}).Draw(t, "zone")}, Interval: string(hourly),
		Series: rapid.SliceOfN(series, 0, 3).Draw(t, "series"), LeftOut: rapid.IntRange(0, 99).Draw(t, "left out"),
	}
}
