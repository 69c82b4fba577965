package subscriptions

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestWhatAPlanIncludes(t *testing.T) {
	t.Parallel()
	for i, want := range []map[string]bool{
		{"pos": true, "menu": false, "cms": false, "loyalty": true},
		{"pos": true, "menu": true, "cms": false, "loyalty": true},
		{"pos": true, "menu": true, "cms": true, "loyalty": true},
	} {
		for slug, included := range want {
			require.Equal(t, included, defaults[i].Includes(slug), "%s in %s", slug, defaults[i].Name)
		}
	}
}

func TestTheLargestPlanIsTheNewestVersion(t *testing.T) {
	t.Parallel()
	plans := catalogue{
		{ID: 1, Type: "basic", Active: true}, {ID: 4, Type: "enterprise", Version: 2}, {ID: 7, Type: "enterprise", Version: 3}, {ID: 3, Type: "enterprise", Version: 1, Active: true},
	}
	largest, err := plans.largest()
	require.NoError(t, err)
	require.EqualValues(t, 7, largest.ID, "whether it is on sale or not")
	_, err = plans[:1].largest()
	require.Equal(t, "no_plans", fault.CodeOf(err))
	require.Len(t, plans.visible(false), 2)
	require.Len(t, plans.visible(true), 4, "the plans on sale were picked from a copy")
}

func TestWhichSubscriptionsAreActive(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status Status
		end    *time.Time
		want   bool
	}{
		{StatusActive, nil, true},
		{StatusPastDue, nil, true},
		{StatusTrialing, nil, true},
		{StatusTrialing, new(noon.Add(time.Second)), true},
		{StatusTrialing, new(noon), false},
		{StatusCancelled, nil, false},
		{StatusUnpaid, nil, false},
		{"", nil, false},
	} {
		s := Subscription{Status: test.status, TrialEnd: test.end}
		require.Equal(t, test.want, s.Active(noon), "%+v", test)
	}
}

func TestDaysUntilRenewal(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for left, want := range map[time.Duration]int{
		-time.Hour: 0, 0: 0, time.Second: 1, day - 1: 1, day: 1, day + 1: 2, 30 * day: 30,
	} {
		s := Subscription{Status: StatusActive, PeriodEnd: new(noon.Add(left))}
		require.Equal(t, want, *s.DaysUntilRenewal(noon), "%s", left)
	}
	endless, over := Subscription{Status: StatusActive}, Subscription{Status: StatusCancelled, PeriodEnd: new(noon.Add(day))}
	require.Nil(t, endless.DaysUntilRenewal(noon))
	require.Nil(t, over.DaysUntilRenewal(noon))
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	for minor, want := range map[int64]string{0: "0.00", 5: "0.05", 30: "0.30", 1500: "15.00", 3030: "30.30", 2_000_000_01: "2000000.01"} {
		require.Equal(t, want, Money{minor, "GHS"}.Decimal())
	}
}
