package subscriptions

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func happen(t *testing.T, s *Subscription, e Event, at time.Time) {
	t.Helper()
	next, err := Next(s.Status, e)
	require.NoError(t, err)
	s.apply(next, at)
}

func TestRetriesComeOnDays1And3And5And7(t *testing.T) {
	t.Parallel()
	s := paidBy(Monthly, 50_00, "2026-03-01")
	end := *s.PeriodEnd
	happen(t, s, EventPaymentFailed, end.Add(5*time.Hour))
	require.Equal(t, StatusPastDue, s.Status)
	require.Equal(t, end, *s.PastDueSince, "grace counts from the end of what was paid, however late that was noticed")
	require.Equal(t, end.Add(7*day), *s.GraceEnds())
	for i, after := range []time.Duration{1 * day, 3 * day, 5 * day, 7 * day} {
		require.Equal(t, end.Add(after), *s.NextAction)
		require.False(t, s.exhausted(), "before retry %d", i+1)
		happen(t, s, EventPaymentFailed, *s.NextAction)
	}
	require.True(t, s.exhausted())
	happen(t, s, EventRetriesExhausted, end.Add(7*day))
	require.Equal(t, StatusUnpaid, s.Status)
	require.Nil(t, s.NextAction)
	require.Nil(t, s.GraceEnds())
	require.Zero(t, s.Retries)
}

func TestALatePaymentIsForThePeriodThatIsLate(t *testing.T) {
	t.Parallel()
	s := paidBy(Monthly, 50_00, "2026-03-01")
	happen(t, s, EventPaymentFailed, on("2026-04-01"))
	happen(t, s, EventPaymentFailed, on("2026-04-02"))
	happen(t, s, EventPaid, on("2026-04-04"))
	require.Equal(t, on("2026-04-01"), s.PeriodStart)
	require.Equal(t, on("2026-05-01"), *s.PeriodEnd)
	require.Nil(t, s.PastDueSince)
	require.Zero(t, s.Retries)
	happen(t, s, EventPaymentFailed, on("2026-05-01"))
	require.Equal(t, on("2026-05-02"), *s.NextAction, "the next time all four are there again")
}

func TestWhoPaysAfterTheGraceBeginsAnew(t *testing.T) {
	t.Parallel()
	s := paidBy(Monthly, 50_00, "2026-01-31")
	s.Status = StatusUnpaid
	happen(t, s, EventPaid, on("2026-03-20"))
	require.Equal(t, on("2026-03-20"), s.PeriodStart)
	require.Equal(t, on("2026-04-20"), *s.PeriodEnd)
	require.Equal(t, on("2026-03-20"), *s.Anchor)
}

func TestWhenASubscriptionIsLookedAt(t *testing.T) {
	t.Parallel()
	end := on("2026-04-01")
	for name, test := range map[string]struct {
		change func(*Subscription)
		want   *time.Time
	}{
		"we charge":           {func(*Subscription) {}, &end},
		"Paystack charges":    {func(s *Subscription) { s.Paystack.Code = "SUB_1" }, new(end.Add(renewalWait))},
		"it ends":             {func(s *Subscription) { s.Paystack.Code, s.CancelAtPeriodEnd = "SUB_1", true }, &end},
		"frozen":              {func(s *Subscription) { s.FrozenAt = &end }, nil},
		"unpaid":              {func(s *Subscription) { s.Status = StatusUnpaid }, nil},
		"cancelled":           {func(s *Subscription) { s.Status = StatusCancelled }, nil},
		"opened by operators": {func(s *Subscription) { s.open() }, nil},
		"late":                {func(s *Subscription) { s.Status, s.PastDueSince = StatusPastDue, &end }, new(end.Add(day))},
		"late, twice tried":   {func(s *Subscription) { s.Status, s.PastDueSince, s.Retries = StatusPastDue, &end, 2 }, new(end.Add(5 * day))},
		"late, all tried":     {func(s *Subscription) { s.Status, s.PastDueSince, s.Retries = StatusPastDue, &end, 4 }, new(end.Add(7 * day))},
	} {
		s := paidBy(Monthly, 50_00, "2026-03-01")
		test.change(s)
		require.Equal(t, test.want, s.nextAction(), name)
	}
}
