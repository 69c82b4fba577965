package subscriptions

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/tenants"
)

var (
	everyStatus = []Status{StatusTrialing, StatusActive, StatusPastDue, StatusUnpaid, StatusCancelled}
	everyEvent  = slices.Sorted(maps.Keys(inWords))
)

const refused = Status("")

// leadsTo is written by hand, status by status, in the order of everyEvent: what is refused is said as well.
var leadsTo = map[Status]map[Event]Status{
	StatusTrialing: {
		EventActivated: StatusActive, EventCancelAtPeriodEnd: refused, EventCancelled: StatusCancelled, EventPaid: StatusActive,
		EventPaymentFailed: refused, EventPeriodEnded: refused, EventResumed: refused, EventRetriesExhausted: refused, EventTrialEnded: StatusUnpaid,
	},
	StatusActive: {
		EventActivated: StatusActive, EventCancelAtPeriodEnd: StatusActive, EventCancelled: StatusCancelled, EventPaid: StatusActive,
		EventPaymentFailed: StatusPastDue, EventPeriodEnded: StatusCancelled, EventResumed: StatusActive, EventRetriesExhausted: refused,
		EventTrialEnded: refused,
	},
	StatusPastDue: {
		EventActivated: StatusActive, EventCancelAtPeriodEnd: refused, EventCancelled: StatusCancelled, EventPaid: StatusActive,
		EventPaymentFailed: StatusPastDue, EventPeriodEnded: refused, EventResumed: refused, EventRetriesExhausted: StatusUnpaid,
		EventTrialEnded: refused,
	},
	StatusUnpaid: {
		EventActivated: StatusActive, EventCancelAtPeriodEnd: refused, EventCancelled: StatusCancelled, EventPaid: StatusActive,
		EventPaymentFailed: refused, EventPeriodEnded: refused, EventResumed: refused, EventRetriesExhausted: refused, EventTrialEnded: refused,
	},
	StatusCancelled: {
		EventActivated: StatusActive, EventCancelAtPeriodEnd: refused, EventCancelled: refused, EventPaid: StatusActive,
		EventPaymentFailed: refused, EventPeriodEnded: refused, EventResumed: refused, EventRetriesExhausted: refused, EventTrialEnded: refused,
	},
}

func TestEveryPairOfStatusAndEvent(t *testing.T) {
	t.Parallel()
	for _, from := range everyStatus {
		for _, event := range everyEvent {
			want, said := leadsTo[from][event]
			require.True(t, said, "%s %s", from, event)
			next, err := Next(from, event)
			if want == refused {
				require.Equal(t, "subscription_state", fault.CodeOf(err), "%s %s", from, event)
				require.True(t, fault.Is(err, fault.Conflict))
				require.Empty(t, next)
				continue
			}
			require.NoError(t, err, "%s %s", from, event)
			require.Equal(t, want, next.To, "%s %s", from, event)
		}
	}
	_, err := Next("", EventPaid)
	require.Equal(t, "subscription_state", fault.CodeOf(err))
}

func TestWhatFollowsFromTransitions(t *testing.T) {
	t.Parallel()
	for from, events := range transitions {
		for event, next := range events {
			about := string(from) + " " + string(event)
			over := from == StatusTrialing || from == StatusCancelled
			begins := next.To == StatusActive && over
			require.Equal(t, begins, next.Has(EffectNewSubscription), "%s: what is over stays over", about)
			require.Equal(t, event == EventPaid && (over || from == StatusUnpaid), next.Has(EffectBeginPeriod), "%s: no time is paid for afterwards", about)
			require.Equal(t, event == EventPaid && (from == StatusActive || from == StatusPastDue), next.Has(EffectNextPeriod), about)
			require.Equal(t, from == StatusPastDue && next.To != StatusPastDue, next.Has(EffectStopRetries), about)
			require.Equal(t, next.To == StatusCancelled && from != StatusTrialing, next.Has(EffectEnd), about)
			if event == EventPaid || from == StatusActive && next.To == StatusCancelled || next.To == StatusUnpaid && from == StatusPastDue {
				require.True(t, next.Has(EffectSync), "%s: Paystack would go on as before", about)
			}
		}
	}
}

func TestTheRestaurantFollows(t *testing.T) {
	t.Parallel()
	for status, want := range map[Status]string{
		StatusTrialing: tenants.StatusTrial, StatusActive: tenants.StatusActive, StatusPastDue: tenants.StatusActive,
		StatusUnpaid: tenants.StatusInactive, StatusCancelled: tenants.StatusCancelled,
	} {
		require.Equal(t, want, restaurantStatus(status), status)
	}
}

// drawn is a transition in the drawing: "    active --> past_due: payment_failed".
var drawn = regexp.MustCompile(`(?m)^\s+(\w+) --> (\w+): (\w+)$`)

func TestTheDrawingIsTheTable(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/subscriptions.md")
	require.NoError(t, err)
	var inPage, inTable []string
	for _, found := range drawn.FindAllStringSubmatch(string(page), -1) {
		inPage = append(inPage, found[1]+" "+found[3]+" "+found[2])
	}
	for from, events := range transitions {
		for event, next := range events {
			inTable = append(inTable, string(from)+" "+string(event)+" "+string(next.To))
		}
	}
	require.ElementsMatch(t, inTable, inPage)
}
