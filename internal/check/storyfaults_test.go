package check

import (
	"crypto/ed25519"
	"encoding/json"
	"maps"
	"net/http"
	"testing"
	"time"
)

func TestSignUpFailures(t *testing.T) {
	t.Parallel()
	clerkSays := func(text string) object {
		return object{"errors": []object{{"long_message": text}}, "clerk_trace_id": "1"}
	}
	play(t, map[string]func(*fake) broken{
		"another key": func(*fake) broken {
			return broken{with: answers(401, clerkSays("The provided Clerk Secret Key is invalid.")), endpoint: "GET /sandbox/clerk/v1/users/count", line: `clerk +the stand-in at http://fake/sandbox/clerk refuses the key  → set CLERK_SECRET_KEY`}
		},
		"stand-in broken": func(*fake) broken {
			return broken{with: answers(500, clerkSays("Oops")), endpoint: "POST /sandbox/clerk/v1/users", line: `sign-up +POST /sandbox/clerk/v1/users answered 500: Oops  → the stand-in for Clerk did not do its part`}
		},
		"no session": func(*fake) broken {
			return broken{with: answers(422, clerkSays("user_id must be included.")), endpoint: "POST /sandbox/clerk/v1/sessions", line: `sign-up +POST /sandbox/clerk/v1/sessions answered 422: user_id must be included\.`}
		},
		"tokens not believed": func(*fake) broken {
			return broken{users: true, with: answers(401, object{"detail": "Invalid token.", "code": "token_invalid"}), endpoint: "GET /api/auth/tenant/", line: `restaurant +expected 200, got 401: Invalid token\.  → the session token was refused: CLERK_ISSUER or CLERK_JWT_KEY`}
		},
		"delete refused": func(*fake) broken {
			return broken{with: answers(500, object{"detail": "broken", "code": "x"}), endpoint: "DELETE /api/tenants/1/", line: `clean-up +check-owner-\S+@example.com: DELETE /api/tenants/1/ expected 204, got 500: broken  → delete the restaurant place-1 by hand`}
		},
		"not deleted": func(*fake) broken {
			return broken{with: answers(204, nil), endpoint: "DELETE /api/tenants/2/", line: `clean-up +check-other-\S+: GET /api/tenants/2/ answered 200 after the restaurant was deleted`}
		},
	})
}

func TestRestaurantFailures(t *testing.T) {
	t.Parallel()
	on := func(endpoint string, body any, line string) func(*fake) broken {
		return func(*fake) broken {
			return broken{users: true, endpoint: endpoint, with: answers(200, body), line: line}
		}
	}
	other := func(name string, value any) object {
		body := restaurant(1)
		body[name] = value
		return body
	}
	lapsed, noCMS := entitled(), entitled()
	lapsed["is_active"] = false
	noCMS["tools"] = object{"pos": true, "menu": true, "cms": false}
	play(t, map[string]func(*fake) broken{
		"profile of another":  on("GET /api/auth/profile/", filled(profileFields, object{"id": 1, "email": "x"}), `profile +GET /api/auth/profile/ answered clerk_user_id , expected user_`),
		"profile field":       on("GET /api/auth/profile/", without(filled(profileFields, nil), "username"), `profile +GET /api/auth/profile/ answered without the field "username"`),
		"no trial":            on("GET /api/auth/tenant/", other("subscription_status", "active"), `tenant +GET /api/auth/tenant/ answered subscription_status active, expected trial`),
		"trial over":          on("GET /api/auth/tenant/", other("trial_end_date", start.Add(-time.Hour)), `tenant +GET /api/auth/tenant/ has a trial that ended at 2026-05-04T11:00:00Z  → is TRIAL_DAYS`),
		"not the owner":       on("GET /api/auth/tenant/", other("role", "Waiter"), `tenant +GET /api/auth/tenant/ answered role Waiter, expected Owner`),
		"time without zone":   on("GET /api/auth/tenant/", other("trial_end_date", "2026-05-04 12:00"), `restaurant +GET /api/auth/tenant/ answered what is not in the contract's shape`),
		"echo":                on("POST /api/auth/test/", filled(echoFields, object{"data_received": object{}}), `echo +POST /api/auth/test/ did not give back what it received`),
		"created nonetheless": on("POST /api/tenants/", restaurant(3), `fields +expected 400, got 200`),
		"no page":             on("GET /api/tenants/", []object{}, `tenants +GET /api/tenants/ answered no JSON object`),
		"page without next":   on("GET /api/tenants/", without(list(), "next"), `tenants +GET /api/tenants/ answered without the field "next"`),
		"somebody else's":     on("GET /api/tenants/", list(filled(rowFields, object{"id": 1}), filled(rowFields, object{"id": 9})), `tenants +GET /api/tenants/ listed the restaurants \[1 9\], expected only 1`),
		"count":               on("GET /api/tenants/", object{"count": 0, "next": nil, "previous": nil, "results": []object{filled(rowFields, nil)}}, `tenants +GET /api/tenants/ counted 0 and listed 1`),
		"a role is missing":   on("GET /api/staff/roles/", list(role("Owner"), role("Manager")), `roles +GET /api/staff/roles/ has no role "Waiter" among Owner, Manager  → new restaurants lack something`),
		"powerless owner":     on("GET /api/staff/roles/", list(filled(roleFields, object{"name": "Owner", "permissions": object{}})), `roles +GET /api/staff/roles/ gave Owner the permissions map\[\]`),
		"roles of a list":     on("GET /api/staff/roles/", list(filled(roleFields, object{"name": "Owner", "permissions": []string{"*"}})), `roles +GET /api/staff/roles/ answered array in the field "permissions"`),
		"nobody works there":  on("GET /api/staff/members/", list(), `members +GET /api/staff/members/ listed 0 members`),
		"somebody else is me": on("GET /api/staff/members/me/", filled(memberFields, object{"id": 1, "is_active": true, "role": role("Owner"), "user": object{"email": "x"}}), `me +GET /api/staff/members/me/ answered user.email x, expected check-owner-`),
		"a tool is missing":   on("GET /api/tools/available/", list(tool(1, "pos"), tool(2, "menu")), `tools +GET /api/tools/available/ has no tool "cms" among pos, menu`),
		"a grant is missing":  on("GET /api/tools/access/", list(grant(1, "pos"), filled(accessFields, object{"tool": tool(2, "menu"), "is_granted": false})), `access +GET /api/tools/access/ has no grant of "menu" among pos`),
		"lapsed at once":      on("GET /api/subscriptions/entitlements/", lapsed, `entitled +GET /api/subscriptions/entitlements/ answered is_active false, expected true`),
		"not entitled":        on("GET /api/subscriptions/entitlements/", noCMS, `entitled +GET /api/subscriptions/entitlements/ has no tool "cms" among pos, menu`),
		"forbidden to members": func(*fake) broken {
			return broken{users: true, endpoint: "GET /api/staff/roles/", with: answers(403, object{"detail": "You do not have permission.", "code": "permission_denied"}), line: `roles +expected 200, got 403: You do not have permission\.  → the role of this user does not allow it`}
		},
	})
}

func TestLaunchFailures(t *testing.T) {
	t.Parallel()
	const generate, verify, jwks = "POST /api/tools/sso/generate/", "POST /api/tools/sso/verify/", "GET /.well-known/jwks.json"
	minted := func(line string, token func(*fake) string) func(*fake) broken {
		return func(f *fake) broken {
			return broken{endpoint: generate, with: answers(200, launchBody(token(f))), line: line}
		}
	}
	body := func(endpoint string, body any, line string) func(*fake) broken {
		return func(*fake) broken { return broken{endpoint: endpoint, with: answers(200, body), line: line} }
	}
	launchWith := func(name string, value any) object {
		l := launchBody("t")
		l[name] = value
		return l
	}
	cases := map[string]func(*fake) broken{
		"no token":       body(generate, launchWith("token", ""), `generate +\S+ \S+ answered an empty token`),
		"no address":     body(generate, launchWith("launch_url", "pos"), `generate +\S+ \S+ answered launch_url "pos", which is no address`),
		"stale":          body(generate, launchWith("expires_at", start.Add(-time.Second)), `generate +\S+ \S+ answered a token that expires in -1s  → are the clocks`),
		"lives too long": body(generate, launchWith("expires_at", start.Add(time.Hour)), `generate +\S+ \S+ answered a token that expires in 1h0m0s`),
		"forbidden": func(*fake) broken {
			return broken{endpoint: generate, with: answers(403, object{"error": "Not granted.", "detail": "Not granted.", "code": "no_access"}), line: `generate +expected 200, got 403: Not granted\.`}
		},
		"no key":      body(jwks, object{"keys": []object{}}, `jwks +\S+ \S+ has no Ed25519 key with a kid  → make a new signing key with`),
		"private key": body(jwks, object{"keys": []object{{"kty": "OKP", "d": "secret"}}}, `jwks +\S+ \S+ shows the private part of a key  → a private key is public`),
		"RSA key":     body(jwks, object{"keys": []object{{"kty": "RSA", "kid": "k1", "n": "x"}}}, `jwks +\S+ \S+ has no Ed25519 key`),
		"no JWT":      minted(`signature +the launch token is no JWT`, func(*fake) string { return "opaque" }),
		"alg none": minted(`signature +the launch token is signed with "none"`, func(f *fake) string {
			return f.mint(f.claims(1), `{"alg":"none","kid":"k1"}`)
		}),
		"unknown key": minted(`signature +the launch token's key "k2" is not in /.well-known/jwks.json  → make a new signing key`, func(f *fake) string {
			return f.mint(f.claims(1), `{"alg":"EdDSA","kid":"k2"}`)
		}),
		"no jti": minted(`signature +the launch token has no jti or no aud`, func(f *fake) string { return f.mint(without(f.claims(1), "jti")) }),
		"no exp": minted(`signature +the launch token's exp is <nil>`, func(f *fake) string { return f.mint(without(f.claims(1), "exp")) }),
		"signed by another": func(*fake) broken {
			key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
			return broken{endpoint: jwks, with: answers(200, object{"keys": []object{jwk(key)}}), line: `signature +the launch token's signature is not by key "k1"`}
		},
		"anything is valid": func(*fake) broken {
			return broken{endpoint: verify, with: answers(200, verifiedBody("1")), line: `altered +\S+ \S+ expected 400, got 200: .*→ stop serving tools with this`}
		},
	}
	maps.Copy(cases, verifyCases(verify))
	play(t, cases)
}

// verifyCases let good tokens through with a body of their own, and twice where that is the fault.
func verifyCases(verify string) map[string]func(*fake) broken {
	answered := func(name string, value any, line string) func(*fake) broken {
		return func(f *fake) broken {
			return broken{endpoint: verify, line: line, with: func(w http.ResponseWriter, r *http.Request) {
				status, body := f.verify(r)
				if status == http.StatusOK {
					body.(object)[name] = value
				}
				answerWith(w, status, body)
			}}
		}
	}
	return map[string]func(*fake) broken{
		"valid is false":   answered("valid", false, `verify +\S+ \S+ answered valid false, expected true`),
		"other restaurant": answered("tenant_schema", "place_2", `verify +\S+ \S+ answered tenant_schema place_2, expected place_1`),
		"other user":       answered("user_id", 2, `verify +\S+ \S+ answered user_id 2, expected 1`),
		"other tool":       answered("tool_id", 2, `verify +\S+ \S+ answered tool_id 2, expected 1`),
		"other role":       answered("role", "Waiter", `verify +\S+ \S+ answered role Waiter, expected Owner`),
		"valid twice": func(f *fake) broken {
			return broken{endpoint: verify, line: `once-only +\S+ \S+ expected 400, got 200: .*→ stop serving tools with this: a token must open a tool once`, with: func(w http.ResponseWriter, r *http.Request) {
				status, body := f.verify(r)
				f.mu.Lock()
				clear(f.used)
				f.mu.Unlock()
				answerWith(w, status, body)
			}}
		},
		"refused and valid": func(f *fake) broken {
			return broken{endpoint: verify, line: `altered +\S+ \S+ answered 400 and says that the token is valid`, with: func(w http.ResponseWriter, r *http.Request) {
				status, body := f.verify(r)
				body.(object)["valid"] = true
				answerWith(w, status, body)
			}}
		},
	}
}

func TestIsolationFailures(t *testing.T) {
	t.Parallel()
	stranger := func(f *fake, name string, with http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Tenant-ID") == name {
				with(w, r)
				return
			}
			f.good(w, r)
		}
	}
	play(t, map[string]func(*fake) broken{
		"seen by id": func(f *fake) broken {
			return broken{endpoint: "GET /api/auth/tenant/", with: stranger(f, "1", answers(200, restaurant(1))), line: `isolation +\S+ \S+ with X-Tenant-ID: 1: expected 404 for a stranger, got 200  → do not serve the public with this`}
		},
		"403 betrays it": func(f *fake) broken {
			return broken{endpoint: "GET /api/auth/tenant/", with: stranger(f, "place-1", answers(403, object{"detail": "No.", "code": "no"})), line: `isolation +\S+ \S+ with X-Tenant-ID: place-1: expected 404 for a stranger, got 403`}
		},
		"words betray it": func(f *fake) broken {
			return broken{endpoint: "GET /api/auth/tenant/", with: stranger(f, "place_1", answers(404, object{"detail": "You are no member.", "code": "not_found"})), line: `isolation +\S+ \S+ with X-Tenant-ID: place_1: a stranger can tell it from`}
		},
		"row seen": func(f *fake) broken {
			return broken{endpoint: "GET /api/tenants/1/", with: answers(200, filled(rowFields, nil)), line: `isolation +GET /api/tenants/1/ expected 404 for a stranger, got 200`}
		},
		"altered session token": func(f *fake) broken {
			return broken{endpoint: "GET /api/auth/profile/", line: `tampered +GET /api/auth/profile/ expected 401, got 200`, with: func(w http.ResponseWriter, r *http.Request) {
				if id, _ := f.user(r); id == "" && len(r.Header.Get("Authorization")) > 600 {
					_ = json.NewEncoder(w).Encode(filled(profileFields, nil))
					return
				}
				f.good(w, r)
			}}
		},
	})
}
