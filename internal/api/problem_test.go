package api

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

// failing is every kind of failure a handler can return.
var failing = map[string]error{
	"internal":      fault.New(fault.Internal, "disk_on_fire", "secret detail").Because(errors.New("secret cause")),
	"unknown":       errors.New("secret: password=hunter2"),
	"fields":        fields(),
	"invalid":       fault.New(fault.Invalid, "tenant_required", "Say which restaurant."),
	"bare":          fault.New(fault.NotFound, "", ""),
	"anonymous":     fault.New(fault.Unauthenticated, "token_expired", "The token has expired."),
	"forbidden":     fault.New(fault.Forbidden, "plan_lacks_tool", "The plan does not include this tool."),
	"missing":       fault.Missing("Role"),
	"extra":         fault.New(fault.Conflict, "in_use", "Somebody has it.").With("members", 3).With("names", []string{"a"}).With("code", "x"),
	"conflict":      fault.New(fault.Conflict, "seats_full", "No seat is left."),
	"method":        fault.New(fault.MethodNotAllowed, "", ""),
	"large":         fault.New(fault.TooLarge, "", ""),
	"media":         fault.New(fault.UnsupportedMedia, "", ""),
	"limited":       fault.New(fault.RateLimited, "throttled", "Slow down.").After(1500 * time.Millisecond),
	"limited_bare":  fault.New(fault.RateLimited, "throttled", "Slow down."),
	"unavailable":   fault.New(fault.Unavailable, "database_away", "Back in a moment.").After(30 * time.Second),
	"away_bare":     fault.New(fault.Unavailable, "", "").Because(errors.New("secret cause")),
	"deadline":      fmt.Errorf("select: %w", context.DeadlineExceeded),
	"deadline_ours": fault.New(fault.Internal, "x", "").Because(context.DeadlineExceeded),
	"wrapped":       fmt.Errorf("staff: activate: %w", fault.Missing("Member")),
}

func fields() error {
	var f fault.Fields
	f.Add("name", "This field is required.")
	f.Add("name", "And nice.")
	f.Add(fault.NonField, "Too many of them.")
	return f.Err()
}

func TestEveryFailureHasItsBody(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	for name, err := range failing {
		h := func(context.Context, *nothing) (*greeting, error) { return nil, err }
		Handle(b.API, Route{Method: "GET", Path: "/api/plain/" + name + "/", ID: "p-" + name, Access: Public()}, h)
		Handle(b.API, Route{Method: "GET", Path: "/api/tool/" + name + "/", ID: "t-" + name, Access: Public(), ToolErrors: true}, h)
	}
	for name := range failing {
		for _, family := range []string{"plain", "tool"} {
			w := b.ask("GET", "/api/"+family+"/"+name+"/", "", "X-Request-ID", "req-1")
			got := fmt.Sprintf("%d\n", w.Code)
			for _, h := range []string{"Content-Type", "WWW-Authenticate", "Retry-After"} {
				if v := w.Header().Get(h); v != "" {
					got = fmt.Sprintf("%s%s: %s\n", got, h, v)
				}
			}
			golden(t, family+"_"+name, []byte(got+"\n"+w.Body.String()+"\n"))
			require.NotContains(t, w.Body.String(), "secret")
		}
	}
}

func TestOnlyOurOwnFailuresAreErrorsInTheLog(t *testing.T) {
	t.Parallel()
	for name, level := range map[string]string{
		"internal": "ERROR", "unknown": "ERROR", "away_bare": "ERROR", "deadline": "ERROR",
		"missing": "INFO", "fields": "INFO", "anonymous": "INFO", "limited": "INFO",
	} {
		b := newBench(nil)
		Handle(b.API, Route{Method: "GET", Path: "/api/x/", ID: "x", Access: Public()},
			func(context.Context, *nothing) (*greeting, error) { return nil, failing[name] })
		b.ask("GET", "/api/x/?token=hush", "", "Authorization", "Bearer hush")
		lines := b.log.lines(t)
		require.Len(t, lines, 1, name)
		require.Equal(t, level, lines[0]["level"], name)
		require.NotContains(t, b.log.text(), "hush", name)
		if level == "ERROR" {
			require.Contains(t, lines[0]["error"], failing[name].Error(), name)
		}
	}
}

func TestPanicIsA500WithItsRequestID(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	Handle(b.API, Route{Method: "GET", Path: "/api/boom/", ID: "boom", Access: Public()},
		func(context.Context, *nothing) (*greeting, error) { panic("secret") })
	w := b.ask("GET", "/api/boom/", "", "X-Request-ID", "abc", "Origin", origin)
	require.Equal(t, 500, w.Code)
	require.Contains(t, w.Body.String(), `"request_id":"abc"`)
	require.NotContains(t, w.Body.String(), "secret")
	require.Equal(t, origin, w.Header().Get("Access-Control-Allow-Origin"), "a browser must be able to read it")
	line := b.log.lines(t)[0]
	require.Equal(t, "ERROR", line["level"])
	require.Contains(t, line["error"], "secret")
	require.Contains(t, line["stack"], "problem_test.go")
}

func TestPanicAfterTheAnswerBeganCutsTheConnection(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	b.Mount("/stream/", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		_ = http.NewResponseController(w).Flush()
		panic("late")
	}))
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { b.ask("GET", "/stream/", "") })
	require.Contains(t, b.log.text(), "late")
}

func TestAnOutputThatCannotBeEncodedIsA500(t *testing.T) {
	t.Parallel()
	type odd struct {
		Body struct {
			V any `json:"v"`
		}
	}
	b := newBench(nil)
	Handle(b.API, Route{Method: "GET", Path: "/api/odd/", ID: "odd", Access: Public()},
		func(context.Context, *nothing) (*odd, error) {
			out := &odd{}
			out.Body.V = func() {}
			return out, nil
		})
	w := b.ask("GET", "/api/odd/", "")
	require.Equal(t, 500, w.Code)
	require.Contains(t, w.Body.String(), "internal_error")
	require.Contains(t, b.log.text(), "unsupported type")
}

func TestACallerWhoLeftIsNoError(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	ctx, leave := context.WithCancel(t.Context())
	Handle(b.API, Route{Method: "GET", Path: "/api/slow/", ID: "slow", Access: Public()},
		func(ctx context.Context, _ *nothing) (*greeting, error) {
			leave()
			<-ctx.Done()
			return nil, fmt.Errorf("select: %w", ctx.Err())
		})
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "/api/slow/", http.NoBody)
	require.NoError(t, err)
	r.Host = "example.com"
	b.serve(r)
	line := b.log.lines(t)[0]
	require.Equal(t, "INFO", line["level"])
	require.InDelta(t, 499, line["status"], 0)
}

func TestAHandlerThatRunsOutOfTimeIs503(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	Handle(b.API, Route{Method: "GET", Path: "/api/slow/", ID: "slow", Access: Public(), Timeout: time.Nanosecond},
		func(ctx context.Context, _ *nothing) (*greeting, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
	w := b.ask("GET", "/api/slow/", "")
	require.Equal(t, 503, w.Code)
	require.Contains(t, w.Body.String(), `"code":"timeout"`)
	require.Equal(t, "1", w.Header().Get("Retry-After"))
}
