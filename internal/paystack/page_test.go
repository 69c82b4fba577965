package paystack_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

func transactionOf(reference string) string {
	return `{"reference":"` + reference + `","amount":1,"currency":"NGN","status":"success"}`
}

func TestTransactionsWalksByCursor(t *testing.T) {
	t.Parallel()
	b := newBackend(t,
		okMeta("["+transactionOf("a")+","+transactionOf("b")+"]", `{"next":"c1","previous":null,"perPage":2}`),
		okMeta("["+transactionOf("c")+`,{"reference":"no-amount"},null]`, `{"next":"c2","perPage":2}`),
		okMeta("["+transactionOf("d")+"]", `{"next":null,"perPage":2}`))
	var references []string
	unreadable := 0
	filter := paystack.TransactionFilter{
		CustomerID: "7", Status: paystack.TransactionSuccess, From: start, To: start.Add(time.Hour), Page: paystack.Page{Size: 2},
	}
	for more := true; more; {
		page, err := b.Transactions(t.Context(), filter)
		require.NoError(t, err)
		for _, one := range page.Items {
			references = append(references, one.Reference)
		}
		unreadable += page.Unreadable
		filter.Page, more = page.Next, page.More
	}
	require.Equal(t, []string{"a", "b", "c", "d"}, references)
	require.Equal(t, 2, unreadable)
	asked := b.asked()
	require.Len(t, asked, 3)
	require.Equal(t, map[string][]string{
		"customer": {"7"}, "status": {"success"}, "from": {"2026-01-15T10:00:00.000Z"}, "to": {"2026-01-15T11:00:00.000Z"},
		"perPage": {"2"}, "use_cursor": {"true"},
	}, asked[0].query)
	require.Equal(t, []string{"c1"}, asked[1].query["next"])
	require.Equal(t, []string{"c2"}, asked[2].query["next"])
	require.Equal(t, []string{"2"}, asked[2].query["perPage"])
}

func TestListsEnd(t *testing.T) {
	t.Parallel()
	one := "[" + transactionOf("a") + "]"
	for name, c := range map[string]struct {
		answer answer
		page   paystack.Page
		more   bool
	}{
		"no more":                       {okMeta(one, `{"next":null}`), paystack.Page{}, false},
		"a cursor":                      {okMeta(one, `{"next":"x"}`), paystack.Page{}, true},
		"a cursor that leads to itself": {okMeta(one, `{"next":"x"}`), paystack.Page{Cursor: "x"}, false},
		"a cursor after nothing":        {okMeta(`[]`, `{"next":"x"}`), paystack.Page{}, false},
		"pages instead":                 {okMeta(one, `{"page":1,"pageCount":2}`), paystack.Page{}, true},
		"the last of the pages":         {okMeta(one, `{"page":2,"pageCount":2}`), paystack.Page{Number: 2}, false},
		"no meta, not full":             {ok(one), paystack.Page{}, false},
		"no meta, full":                 {ok(one), paystack.Page{Size: 1}, true},
		"no meta, nothing":              {ok(`[]`), paystack.Page{}, false},
		"a page size that is not ours":  {okMeta(one, `{"perPage":1}`), paystack.Page{}, true},
		"a page count in quotes":        {okMeta(one, `{"pageCount":"1"}`), paystack.Page{Size: 1}, false},
	} {
		page, err := newBackend(t, c.answer).Transactions(t.Context(), paystack.TransactionFilter{Page: c.page})
		require.NoError(t, err, name)
		require.Equal(t, c.more, page.More, name)
	}
}

func TestOtherListsGoByNumber(t *testing.T) {
	t.Parallel()
	b := newBackend(t,
		okMeta(`[{"id":1,"transaction":1641,"status":"processed","currency":"NGN","amount":500000}]`, `{"page":1,"pageCount":2}`),
		okMeta("["+plan+"]", `{"page":3,"pageCount":3}`),
		okMeta("["+subscription+`"plan":28}]`, `{"page":1,"pageCount":1}`))
	refunds, err := b.Refunds(t.Context(), paystack.RefundFilter{TransactionID: "1641"})
	require.NoError(t, err)
	require.Equal(t, "1641", refunds.Items[0].TransactionID)
	require.True(t, refunds.More)
	require.Equal(t, paystack.Page{Number: 2}, refunds.Next)
	plans, err := b.Plans(t.Context(), paystack.PlanFilter{Interval: paystack.Monthly, Amount: 500000, Page: paystack.Page{Number: 3, Size: 9999}})
	require.NoError(t, err)
	require.Equal(t, []paystack.Plan{wantPlan}, plans.Items)
	require.False(t, plans.More)
	subscriptions, err := b.Subscriptions(t.Context(), paystack.SubscriptionFilter{CustomerID: "1173", PlanID: "28", From: start})
	require.NoError(t, err)
	require.Equal(t, "SUB_1", subscriptions.Items[0].Code)
	require.False(t, subscriptions.More)

	asked := b.asked()
	require.Equal(t, map[string][]string{"transaction": {"1641"}, "page": {"1"}, "perPage": {"50"}}, asked[0].query)
	require.Equal(t, map[string][]string{"interval": {"monthly"}, "amount": {"500000"}, "page": {"3"}, "perPage": {"100"}}, asked[1].query)
	require.Equal(t, map[string][]string{
		"customer": {"1173"}, "plan": {"28"}, "from": {"2026-01-15T10:00:00.000Z"}, "page": {"1"}, "perPage": {"50"},
	}, asked[2].query)
}

func TestWhatIsNoListIsNotEmpty(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"null", "{}", `{"data":[]}`, `""`, "0"} {
		_, err := newBackend(t, ok(data)).Refunds(t.Context(), paystack.RefundFilter{})
		require.Equal(t, "paystack_unavailable", fault.CodeOf(err), data)
	}
	_, err := newBackend(t, refusing(http.StatusNotFound, "Not found", "")).Refunds(t.Context(), paystack.RefundFilter{})
	require.Error(t, err, "a list that is not there is not empty either")
}
