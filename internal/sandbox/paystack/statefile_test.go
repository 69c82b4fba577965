package paystack_test

import (
	"fmt"
	"io/fs"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

func at(path string) func(*paystack.Config) {
	return func(c *paystack.Config) { c.StateFile = path }
}

func TestStateOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data", "paystack.json")
	slowRefunds := func(c *paystack.Config) { c.RefundStep = time.Hour }
	first, now := clocked(t, at(path), slowRefunds)
	plan := newPlan(t, first, "monthly")
	code := subscribed(t, first, plan, "a", goodCard)
	paid(t, first, "b", laterCard)
	ok(t, first, "POST", "/refund", `{"transaction":"b","amount":100}`)
	_, err := first.OpenDispute("b")
	require.NoError(t, err)
	require.NoError(t, first.SetCard(laterCard, paystack.OutcomeTimeout))
	open := initialize(t, first, `{"email":"ada@example.com","amount":1,"reference":"open"}`)
	link := open["access_code"].(string)
	now.Advance(31 * day)

	second := paystacktest.New(t, at(path), slowRefunds, func(c *paystack.Config) { c.Clock = now })
	require.Equal(t, first.Transactions(), second.Transactions())
	charges, err := second.Bill(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, charges)
	require.Equal(t, paystack.RefundProcessed, second.Refunds()[0].Status, "a refund goes on")
	require.Equal(t, "active", get(t, second, "/subscription/"+code)["status"])
	require.Len(t, ok(t, second, "GET", "/dispute", ""), 1)
	response, _ := visit(t, second.APIURL()+"/checkout/"+link)
	require.Equal(t, 200, response.StatusCode)
	_, err = second.Pay("open", laterCard)
	require.ErrorContains(t, err, "timed out")
	refused(t, second, "POST", "/transaction/initialize", `{"email":"ada@example.com","amount":1,"reference":"a"}`, 400, "Duplicate")
	require.NoError(t, second.Close())
	require.NoError(t, second.Close(), "closing twice is fine")
}

func TestStateFileIsPrivateAndAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	paid(t, paystacktest.New(t, at(filepath.Join(dir, "paystack.json"))), "a", goodCard)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "no temporary file stays")
	info, err := entries[0].Info()
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
}

func TestUndeliveredWebhooksOutliveTheProcess(t *testing.T) {
	t.Parallel()
	path, r := filepath.Join(t.TempDir(), "paystack.json"), newReceiver(t)
	first := paystacktest.New(t, r.to, at(path))
	first.Webhooks().Hold()
	paid(t, first, "a", goodCard) // and no Close, as after kill -9
	second := paystacktest.New(t, r.to, at(path))
	require.Equal(t, []string{"charge.success"}, r.told(t, second))
	require.NoError(t, second.Close())
	third := paystacktest.New(t, r.to, at(path))
	require.Empty(t, third.Webhooks().All(), "what was delivered is not sent again")
}

func TestUnusableStateFileStopsTheStart(t *testing.T) {
	t.Parallel()
	for content, problem := range map[string]string{
		`{"version":1,"customers"`:        "damaged",
		`{"version":1,"customers":"all"}`: "damaged",
		`{"version":2}`:                   "version 2",
	} {
		path := filepath.Join(t.TempDir(), "paystack.json")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		_, err := paystack.New(paystack.Config{BaseURL: "http://localhost", SecretKey: "sk", StateFile: path})
		require.ErrorContains(t, err, problem)
	}
	_, err := paystack.New(paystack.Config{BaseURL: "http://localhost", SecretKey: "sk", StateFile: t.TempDir()})
	require.Error(t, err, "a folder")
}

func TestUnsavableChangeDidNotHappen(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s, now := clocked(t, at(filepath.Join(dir, "paystack.json")))
	code := subscribed(t, s, newPlan(t, s, "monthly"), "a", goodCard)
	initialize(t, s, `{"email":"ada@example.com","amount":1,"reference":"open"}`)
	before, told := s.Transactions(), len(s.Webhooks().All())
	sub := get(t, s, "/subscription/"+code)
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, os.WriteFile(dir, nil, 0o600), "a file where the folder was")

	refused(t, s, "POST", "/transaction/initialize", `{"email":"bo@example.com","amount":1,"reference":"new"}`, 500, "error occurred")
	_, err := s.Pay("open", goodCard)
	require.Error(t, err)
	refused(t, s, "POST", "/refund", `{"transaction":"a"}`, 500, "")
	require.Error(t, s.SetCard(goodCard, paystack.OutcomeDeclined))
	now.Advance(31 * day)
	_, err = s.Bill(t.Context())
	require.Error(t, err)

	require.Equal(t, before, s.Transactions())
	require.Empty(t, s.Refunds())
	require.Len(t, s.Webhooks().All(), told)
	require.Equal(t, sub, get(t, s, "/subscription/"+code))
	require.Len(t, ok(t, s, "GET", "/customer", ""), 1)
	require.NoError(t, os.Remove(dir))
	require.Equal(t, 1, later(t, s, now, 0))
	paid(t, s, "new", goodCard)
}

func TestSeedMakesTheSameCodes(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) []paystack.Transaction {
		s, now := clocked(t, func(c *paystack.Config) { c.Seed = seed })
		subscribed(t, s, newPlan(t, s, "weekly"), "a", goodCard)
		later(t, s, now, 60*day)
		return s.Transactions()
	}
	one, again := run(1), run(1)
	require.Equal(t, one, again)
	require.NotEqual(t, one[1].Reference, run(2)[1].Reference)
	unseeded, another := run(0), run(0)
	require.NotEqual(t, unseeded[1].Reference, another[1].Reference)

	path := filepath.Join(t.TempDir(), "paystack.json")
	seeded := func(c *paystack.Config) { c.Seed = 1 }
	first := paid(t, paystacktest.New(t, at(path), seeded), "a", goodCard)
	require.NotEqual(t, first, paid(t, paystacktest.New(t, at(path), seeded), "b", laterCard), "a restart does not repeat")
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	_, err := paystack.New(paystack.Config{BaseURL: "localhost", WebhookURL: "here", CallbackURL: "there"})
	for _, problem := range []string{"BaseURL", "SecretKey", "WebhookURL", "CallbackURL"} {
		require.ErrorContains(t, err, problem)
	}
}

func TestStartBillsByItself(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	now := clock.NewFake(begin)
	s := paystacktest.New(t, r.to, func(c *paystack.Config) { c.Clock, c.BillEvery = now, time.Millisecond })
	subscribed(t, s, newPlan(t, s, "monthly"), "a", goodCard)
	now.Advance(31 * day)
	require.Eventually(t, func() bool { return len(s.Transactions()) == 2 }, time.Minute, time.Millisecond)
	s.Start(t.Context())
	require.NoError(t, s.Close())
	now.Advance(31 * day)
	s.Start(t.Context())
	require.Len(t, s.Transactions(), 2, "not after Close")
}

// TestAChangeCostsWhatItTouches compares what a hundred charges allocate in an empty stand-in and in a full one: bytes, since
// time says little on a busy machine.
func TestAChangeCostsWhatItTouches(t *testing.T) { //nolint:paralleltest // it counts what the whole process allocates
	s := paystacktest.New(t)
	authorization, made := paid(t, s, "first", goodCard), 0
	least := func() uint64 {
		bytes := uint64(math.MaxUint64)
		for range 5 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for range 100 {
				made++
				charge(t, s, authorization, made)
			}
			runtime.ReadMemStats(&after)
			bytes = min(bytes, after.TotalAlloc-before.TotalAlloc)
		}
		return bytes
	}
	empty := least()
	for range 3 {
		least()
	}
	require.Less(t, least(), 2*empty, "with five times as many transactions")
	require.Len(t, s.Transactions(), 2501)
}

// charge charges a saved card without the network between.
func charge(t *testing.T, s *paystack.Server, authorization string, n int) {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, "/transaction/charge_authorization", strings.NewReader(fmt.Sprintf(
		`{"email":"ada@example.com","amount":1,"reference":"r%d","authorization_code":%q}`, n, authorization)))
	request.Header.Set("Authorization", "Bearer "+paystacktest.SecretKey)
	answer := httptest.NewRecorder()
	s.Handler().ServeHTTP(answer, request)
	require.Equal(t, http.StatusOK, answer.Code)
}
