package check

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/config"
)

// UPDATE_GOLDEN=1 go test ./internal/check writes the golden files anew.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	got = regexp.MustCompile(`check-(owner|other)-[a-z0-9]{12}@`).ReplaceAllString(got, "check-$1-random@")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestAGoodServerPasses(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	out, report := f.check(t)
	require.True(t, report.OK(), out)
	require.Zero(t, report.Skipped, out)
	golden(t, "good", out)
}

// In dev months pass in a moment, and the check is still at the machine's time.
func TestAServerWhoseClockWasMovedPasses(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	out, report := f.check(t, func(c *Config) { c.Clock = clock.NewFake(start.Add(-31 * 24 * time.Hour)) })
	require.True(t, report.OK(), out)
}

func TestWhatWasMadeIsDeleted(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.check(t)
	require.Empty(t, f.left())
	f.mu.Lock()
	defer f.mu.Unlock()
	require.Len(t, f.users, 2)
	for _, id := range f.users {
		require.Empty(t, f.email(id), "the user is gone from the stand-in")
	}
}

// Whatever the check is told by a failure in the middle, it leaves nothing behind.
func TestWhatWasMadeIsDeletedAfterAFailureToo(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.breaksForUsers("GET /api/staff/roles/", answers(500, object{"detail": "broken", "code": "internal_error"}))
	_, report := f.check(t)
	require.Equal(t, 1, report.Failed)
	require.Equal(t, 2, f.asked("DELETE /api/tenants/1/")+f.asked("DELETE /api/tenants/2/"))
	require.Empty(t, f.left())
}

func TestInterruptedItStillCleansUp(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	ctx, cancel := context.WithCancel(t.Context())
	f.breaksForUsers("GET /api/staff/roles/", func(w http.ResponseWriter, r *http.Request) {
		cancel()
		f.good(w, r)
	})
	out, report := f.checkIn(ctx, t)
	require.False(t, report.OK(), out)
	require.Contains(t, out, "ok    clean-up")
	require.Regexp(t, `FAIL  \S+ +not begun: the check was stopped`, out)
	require.Equal(t, 2, f.asked("DELETE /api/tenants/1/")+f.asked("DELETE /api/tenants/2/"))
	require.Empty(t, f.left())
}

func TestNoServer(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	f := newFake(t)
	out, report := f.check(t, func(c *Config) { c.URL = server.URL })
	require.Equal(t, 1, report.Failed)
	golden(t, "refused", strings.ReplaceAll(out, server.URL, "http://fake"))
}

func TestASlowServerIsNotWaitedForForever(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.breaks("GET /api/health/", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	out, report := f.check(t, func(c *Config) { c.limits.request = 50 * time.Millisecond })
	require.False(t, report.OK())
	require.Contains(t, out, "GET /api/health/ was not answered in time  → the server is stuck or far away")
}

func TestTheWholeTimeIsBounded(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.breaks("GET /api/health/", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	out, report := f.check(t, func(c *Config) { c.limits.steps = 50 * time.Millisecond })
	require.False(t, report.OK())
	require.Contains(t, out, "FAIL  reachable")
	require.Less(t, f.requests(), 3)
}

func TestWithoutAStandInTheStoryIsSkipped(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.breaks("GET /sandbox/clerk/v1/users/count", answers(404, object{"detail": "Not found.", "code": "not_found"}))
	out, report := f.check(t)
	require.True(t, report.OK(), out)
	golden(t, "production", out)
	require.Zero(t, f.asked("POST /sandbox/clerk/v1/users"))
}

func TestALiveKeyIsToldToNobody(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	out, report := f.check(t, func(c *Config) { c.Clerk.SecretKey = "sk_live_secret" })
	require.True(t, report.OK(), out)
	require.Contains(t, out, "skip  clerk")
	require.Zero(t, f.asked("GET /sandbox/clerk/v1/users/count"))
	require.NotContains(t, out, "sk_live_secret")
}

// Whoever does not refuse in Clerk's words is no Clerk, and must not see the key.
func TestTheKeyIsShownOnlyToAStandIn(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.breaks("GET /sandbox/clerk/v1/users/count", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("the key was shown")
		}
		answerWith(w, 401, object{"detail": "Who are you?"})
	})
	out, _ := f.check(t)
	require.Contains(t, out, "no stand-in for Clerk here")
}

func TestAConfiguredStandInIsFoundFirst(t *testing.T) {
	t.Parallel()
	r := newRun(Config{Clock: newFake(t).clock, Clerk: config.Clerk{APIURL: "http://web:8000/sandbox/clerk/v1"}}, "http://fake", nil)
	require.Equal(t, []string{"http://web:8000/sandbox/clerk", "http://fake/sandbox/clerk"}, r.standIns())
	r.cfg.Clerk.APIURL = "https://api.clerk.com"
	require.Equal(t, []string{"http://fake/sandbox/clerk"}, r.standIns())
}

func TestWithATokenItOnlyReads(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	session := f.session(t)
	out, report := f.check(t, func(c *Config) { c.Token, c.Tenant = session, "place-1" })
	require.True(t, report.OK(), out)
	golden(t, "token", out)
	for _, writes := range []string{
		"POST /sandbox/clerk/v1/users", "POST /api/tenants/", "POST /api/tools/sso/generate/", "DELETE /api/tenants/1/",
	} {
		require.Zero(t, f.asked(writes), writes)
	}
}

func TestATokenThatIsRefused(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	out, report := f.check(t, func(c *Config) { c.Token = "stale" })
	require.False(t, report.OK())
	require.Regexp(t, `FAIL  profile +expected 200, got 401: Unauthorized  → the session token was refused`, out)
	require.Regexp(t, `skip  roles +tenant failed`, out)
	require.NotContains(t, out, "stale")
}

// session is a session token of a user of the stand-in.
func (f *fake) session(t *testing.T) string {
	t.Helper()
	s := &standIn{base: f.url + sandboxPath, key: fakeKey, http: newClient(10 * time.Second)}
	user, err := s.createUser(t.Context(), "ada@example.com", "Ada", "L")
	require.NoError(t, err)
	session, err := s.signIn(t.Context(), user)
	require.NoError(t, err)
	token, err := s.sessionToken(t.Context(), session)
	require.NoError(t, err)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = nil
	return token
}

// A webhook takes its time.
func TestTheRestaurantIsWaitedFor(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.breaksForUsers("GET /api/auth/tenant/", func(w http.ResponseWriter, r *http.Request) {
		if f.asked("GET /api/auth/tenant/") < 5 {
			answerWith(w, 404, object{"detail": "You do not work in any restaurant yet.", "code": "not_found"})
			return
		}
		f.good(w, r)
	})
	out, report := f.check(t)
	require.True(t, report.OK(), out)
}

func TestARestaurantThatDoesNotCome(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.breaksForUsers("GET /api/auth/tenant/", answers(404, object{"detail": "You do not work in any restaurant yet.", "code": "not_found"}))
	out, report := f.check(t, func(c *Config) { c.limits.webhook = 100 * time.Millisecond })
	require.Equal(t, 1, report.Failed, out)
	require.Regexp(t, `FAIL  restaurant  no restaurant 100ms after sign-up: .*  → the webhook must reach the server: CLERK_WEBHOOK_SECRET`, out)
	require.Contains(t, out, "skip  verify      generate was skipped")
	require.Contains(t, out, "ok    clean-up")
}

func TestTheLastAnswerIsSaid(t *testing.T) {
	t.Parallel()
	r := &run{cfg: Config{limits: defaultLimits}}
	err := r.tooLate(fail("its advice", "expected 200, got 404: none yet"))
	require.ErrorContains(t, err, "no restaurant 15s after sign-up: expected 200, got 404: none yet  → the webhook must reach")
	require.NotContains(t, err.Error(), "its advice")
}

func TestTheLimitsAreAMinute(t *testing.T) {
	t.Parallel()
	require.LessOrEqual(t, defaultLimits.steps+defaultLimits.cleanup, time.Minute)
	require.Equal(t, 10*time.Second, defaultLimits.request)
	require.Less(t, defaultLimits.webhook, defaultLimits.steps)
}

func TestURLs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"http://localhost:3001":        "http://localhost:3001",
		"http://localhost:3001/":       "http://localhost:3001",
		"http://localhost:3001/api/":   "http://localhost:3001",
		"https://example.com/console/": "https://example.com/console",
		"http://localhost:3001/api/?x": "http://localhost:3001",
	} {
		got, err := parseURL(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, text := range []string{"", "localhost:3001", "ftp://localhost", "http://", "http://[::1", "/api"} {
		_, err := Run(t.Context(), Config{URL: text}, nil)
		require.ErrorContains(t, err, "--url: must be an address such as http://localhost:3001", text)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAPrinterThatFailsIsAnError(t *testing.T) {
	t.Parallel()
	_, err := Run(t.Context(), newFake(t).config(), full{})
	require.ErrorContains(t, err, "disk full")
}
