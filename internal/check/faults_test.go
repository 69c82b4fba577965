package check

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// A broken server: which endpoint answers what, and the line that must come of it. Strangers are answered well where users
// is set.
type broken struct {
	endpoint string
	users    bool
	with     http.HandlerFunc
	line     string // a regular expression
}

// header is a good answer but for one header.
func (f *fake) header(name, value string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f.good(&rewriting{ResponseWriter: w, name: name, value: value}, r)
	}
}

// rewriting sets one header at the last moment, and removes it when value is empty.
type rewriting struct {
	http.ResponseWriter

	name, value string
}

func (w *rewriting) WriteHeader(status int) {
	w.Header().Del(w.name)
	if w.value != "" {
		w.Header().Set(w.name, w.value)
	}
	w.ResponseWriter.WriteHeader(status)
}

// play runs each case against a fake of its own: the line is there, and the check as a whole fails.
func play(t *testing.T, cases map[string]func(*fake) broken) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			b := c(f)
			if b.users {
				f.breaksForUsers(b.endpoint, b.with)
			} else {
				f.breaks(b.endpoint, b.with)
			}
			out, report := f.check(t)
			require.Regexp(t, `(?m)^FAIL  `+b.line, out)
			require.False(t, report.OK())
		})
	}
}

func TestServiceFailures(t *testing.T) {
	t.Parallel()
	contract := "the server does not keep the contract: is it this release"
	play(t, map[string]func(*fake) broken{
		"database away": func(*fake) broken {
			return broken{with: answers(503, object{"status": "unhealthy", "message": "PostgreSQL does not answer."}), endpoint: "GET /api/health/", line: `health +unhealthy: PostgreSQL does not answer\.  → start what is missing`}
		},
		"proxy without server": func(*fake) broken {
			return broken{with: answers(502, nil), endpoint: "GET /api/health/", line: `health +expected 200, got 502: Bad Gateway  → the proxy in front does not reach the server`}
		},
		"foreign host name": func(*fake) broken {
			return broken{with: answers(400, object{"detail": "Invalid Host header.", "code": "disallowed_host"}), endpoint: "GET /api/health/", line: `health +expected 200, got 400: Invalid Host header\.  → add the host of --url to ALLOWED_HOSTS`}
		},
		"not the console": func(*fake) broken {
			return broken{with: func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>\x1b[31mhi")) }, endpoint: "GET /api/health/", line: `health +GET /api/health/ answered no JSON object: <html> \[31mhi  → ` + contract}
		},
		"sick but 200": func(*fake) broken {
			return broken{with: answers(200, object{"status": "unhealthy", "message": "", "version": "1"}), endpoint: "GET /api/health/", line: `health +GET /api/health/ answered status "unhealthy"`}
		},
		"field of another type": func(*fake) broken {
			return broken{with: answers(200, object{"status": 1, "message": "", "version": "1"}), endpoint: "GET /api/health/", line: `health +GET /api/health/ answered number in the field "status"`}
		},
		"cut connection": func(*fake) broken {
			return broken{with: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, endpoint: "GET /api/docs/", line: `docs +GET /api/docs/: the connection was cut  → did the server stop`}
		},
		"moved": func(*fake) broken {
			return broken{with: http.RedirectHandler("https://elsewhere.example/", http.StatusMovedPermanently).ServeHTTP, endpoint: "GET /api/docs/", line: `docs +expected 200, got 301: .*→ pass the final address with --url: this one leads to https://elsewhere.example/`}
		},
		"no page": func(*fake) broken {
			return broken{with: answers(200, object{}), endpoint: "GET /api/docs/", line: `docs +GET /api/docs/ answered 3 bytes of "application/json"`}
		},
		"old OpenAPI": func(*fake) broken {
			return broken{with: answers(200, document("3.0.3", endpoints)), endpoint: "GET /api/openapi.json", line: `openapi +GET /api/openapi.json is OpenAPI "3.0.3", expected 3.1`}
		},
		"missing endpoint": func(*fake) broken {
			return broken{with: answers(200, document("3.1.0", slices.DeleteFunc(slices.Clone(endpoints), func(e string) bool { return e == "PATCH/api/tenants/{id}/" }))), endpoint: "GET /api/openapi.json", line: `openapi +GET /api/openapi.json does not list PATCH /api/tenants/\{id\}/  → ` + contract}
		},
		"internal error": func(*fake) broken {
			return broken{with: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Request-ID", "req7")
				answerWith(w, 500, object{"detail": "Something went wrong.", "code": "internal_error"})
			}, endpoint: "GET /api/docs/", line: `docs +expected 200, got 500: Something went wrong\.  → look into the server's log, request id req7`}
		},
		"too many requests": func(*fake) broken {
			return broken{with: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "7")
				answerWith(w, 429, object{"detail": "Request was throttled.", "code": "throttled"})
			}, endpoint: "GET /api/docs/", line: `docs +expected 200, got 429: .*→ wait 7 seconds`}
		},
	})
}

func TestBrowserAndRequestFailures(t *testing.T) {
	t.Parallel()
	const tenants, health = "OPTIONS /api/tenants/", "GET /api/health/"
	play(t, map[string]func(*fake) broken{
		"origin not allowed": func(f *fake) broken {
			return broken{with: f.header("Access-Control-Allow-Origin", ""), endpoint: tenants, line: `preflight +OPTIONS /api/tenants/ allows the origin "", not http://localhost:3000  → add the origin to CORS_ALLOWED_ORIGINS`}
		},
		"header not allowed": func(f *fake) broken {
			return broken{with: f.header("Access-Control-Allow-Headers", "authorization, content-type, X-Tenant-ID"), endpoint: tenants, line: `preflight +OPTIONS /api/tenants/ allows the headers authorization, content-type, x-tenant-id, not Idempotency-Key`}
		},
		"credentials not allowed": func(f *fake) broken {
			return broken{with: f.header("Access-Control-Allow-Credentials", ""), endpoint: health, line: `cors +GET /api/health/ does not allow http://localhost:3000 to send credentials`}
		},
		"preflight refused": func(*fake) broken {
			return broken{with: answers(405, nil), endpoint: tenants, line: `preflight +expected 204, got 405`}
		},
		"everybody allowed": func(f *fake) broken {
			return broken{with: f.header("Access-Control-Allow-Origin", "*"), endpoint: health, line: `foreign +GET /api/health/ lets \* in for https://foreign.example  → take it out of CORS_ALLOWED_ORIGINS`}
		},
		"slash demanded": func(*fake) broken {
			return broken{with: answers(404, object{"detail": "Not found.", "code": "not_found"}), endpoint: "GET /api/health", line: `slash +GET /api/health answered 404: Not found\.`}
		},
		"404 of another shape": func(*fake) broken {
			return broken{with: answers(404, object{"message": "Not found."}), endpoint: "GET /api/no-such-thing/", line: `not-found +GET /api/no-such-thing/ answered without the field "detail"`}
		},
		"404 without words": func(*fake) broken {
			return broken{with: answers(404, object{"detail": "", "code": ""}), endpoint: "GET /api/no-such-thing/", line: `not-found +GET /api/no-such-thing/ answered 404 with an empty detail or code`}
		},
		"page for everything": func(*fake) broken {
			return broken{with: answers(200, nil), endpoint: "GET /api/no-such-thing/", line: `not-found +expected 404, got 200`}
		},
		"any method": func(*fake) broken {
			return broken{with: answers(200, object{}), endpoint: "DELETE /api/health/", line: `method +expected 405, got 200`}
		},
		"malformed is 422": func(*fake) broken {
			return broken{with: answers(422, object{"detail": "bad", "code": "bad"}), endpoint: "POST /api/tools/sso/verify/", line: `malformed +expected 400, got 422: bad`}
		},
		"sniffing": func(f *fake) broken {
			return broken{with: f.header("X-Content-Type-Options", ""), endpoint: health, line: `headers +GET /api/health/ answered X-Content-Type-Options "", expected nosniff  → if a proxy`}
		},
		"frames": func(f *fake) broken {
			return broken{with: f.header("X-Frame-Options", ""), endpoint: health, line: `headers +GET /api/health/ answered without X-Frame-Options`}
		},
		"request id": func(f *fake) broken {
			return broken{with: f.header("X-Request-ID", "other"), endpoint: health, line: `request-id +GET /api/health/ answered X-Request-ID "other"`}
		},
	})
}

func TestStrangerFailures(t *testing.T) {
	t.Parallel()
	play(t, map[string]func(*fake) broken{
		"open door": func(*fake) broken {
			return broken{with: answers(200, list()), endpoint: "GET /api/staff/members/", line: `no-token +GET /api/staff/members/ expected 401, got 200  → do not serve the public with this`}
		},
		"403 instead": func(*fake) broken {
			return broken{with: answers(403, object{"detail": "No.", "code": "no"}), endpoint: "GET /api/tenants/", line: `no-token +GET /api/tenants/ expected 401 with detail and code, got 403: No\.`}
		},
		"no challenge": func(f *fake) broken {
			return broken{with: f.header("WWW-Authenticate", ""), endpoint: "GET /api/auth/profile/", line: `no-token +GET /api/auth/profile/ answered 401 with WWW-Authenticate ""`}
		},
		"believes forgeries": func(*fake) broken {
			return broken{users: true, with: answers(200, object{}), endpoint: "GET /api/auth/profile/", line: `forged +HS256: GET /api/auth/profile/ expected 401, got 200  → do not serve`}
		},
		"believes webhooks": func(*fake) broken {
			return broken{with: answers(200, object{"status": "processed"}), endpoint: "POST /api/auth/webhook/clerk/", line: `webhook +POST /api/auth/webhook/clerk/ expected 400 or 401 without a good signature, got 200: .*→ set CLERK_WEBHOOK_SECRET`}
		},
	})
}

func TestEveryNeedIsAStep(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, g := range groups() {
		for _, s := range g.steps {
			require.False(t, names[s.name], "two steps are named %s", s.name)
			names[s.name] = true
		}
	}
	for _, g := range groups() {
		for _, s := range g.steps {
			for _, need := range s.needs {
				require.True(t, names[need], "%s needs %s, which is among %v", s.name, need, slices.Sorted(maps.Keys(names)))
			}
		}
	}
}
