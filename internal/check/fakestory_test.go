package check

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The fake's restaurants: user n owns restaurant n, whose slug is place-n and whose schema is place_n.

// signedIn answers what needs a session token.
func (f *fake) signedIn(w http.ResponseWriter, r *http.Request) (int, any) {
	path := strings.TrimSuffix(r.URL.Path, "/") + "/"
	if path == "/api/no-such-thing/" {
		return problem(404)
	}
	id, n := f.user(r)
	if n == 0 {
		w.Header().Set("WWW-Authenticate", "Bearer")
		return problem(401)
	}
	if path != "/api/auth/profile/" && path != "/api/tenants/" && f.gone(r, id, n) {
		return problem(404)
	}
	return f.page(r, path, id, n)
}

// gone is true of a restaurant that is not the caller's, or no more.
func (f *fake) gone(r *http.Request, id string, n int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	asked := r.Header.Get("X-Tenant-ID")
	if rest, ok := strings.CutPrefix(r.URL.Path, "/api/tenants/"); ok {
		asked = strings.TrimSuffix(rest, "/")
	}
	number := strconv.Itoa(n)
	mine := asked == "" || asked == number || asked == "place-"+number || asked == "place_"+number
	return f.deleted[id] || !mine
}

func (f *fake) page(r *http.Request, path, id string, n int) (int, any) {
	switch r.Method + " " + path {
	case "GET /api/auth/profile/":
		return 200, filled(profileFields, object{"id": n, "email": f.email(id), "clerk_user_id": id, "is_superuser": false})
	case "GET /api/auth/tenant/":
		return 200, restaurant(n)
	case "POST /api/auth/test/":
		var got any
		_ = json.NewDecoder(r.Body).Decode(&got)
		return 200, filled(echoFields, object{"data_received": got})
	case "POST /api/tenants/":
		return 400, object{"name": []string{"This field is required."}, "contact_email": []string{"This field is required."}}
	case "GET /api/tenants/":
		return 200, list(filled(rowFields, object{"id": n}))
	case "GET /api/staff/roles/":
		return 200, list(role("Owner"), role("Manager"), role("Waiter"))
	case "GET /api/staff/members/":
		return 200, list(f.member(id, n))
	case "GET /api/staff/members/me/":
		return 200, f.member(id, n)
	case "GET /api/subscriptions/entitlements/":
		return 200, f.entitled(n)
	case "POST /api/subscriptions/subscribe/":
		return 200, f.askToPay(n)
	case "GET /api/subscriptions/payment/verify/":
		return 200, payment(f.payment(n))
	case "GET /api/subscriptions/subscription/":
		if f.payment(n) != "success" {
			return problem(404)
		}
		return 200, f.subscription(n, "active")
	case "POST /api/subscriptions/subscription/cancel/", "POST /api/subscriptions/subscription/resume/":
		return 200, f.managed(r, n)
	case "GET /api/tools/available/":
		return 200, list(tool(1, "pos"), tool(2, "menu"), tool(3, "cms"))
	case "GET /api/tools/access/":
		return 200, list(grant(1, "pos"), grant(2, "menu"), grant(3, "cms"))
	case "POST /api/tools/sso/generate/":
		return 200, f.generated(n)
	case fmt.Sprintf("GET /api/tenants/%d/", n):
		return 200, filled(rowFields, object{"id": n})
	case fmt.Sprintf("DELETE /api/tenants/%d/", n):
		f.mu.Lock()
		defer f.mu.Unlock()
		f.deleted[id] = true
		return 204, nil
	}
	return problem(404)
}

// filled is a body with all fields of the contract, null where values does not say.
func filled(fields []string, values object) object {
	all := object{}
	for _, name := range fields {
		all[name] = nil
	}
	maps.Copy(all, values)
	return all
}

func without(body object, field string) object {
	delete(body, field)
	return body
}

func list(rows ...object) object {
	return object{"count": len(rows), "next": nil, "previous": nil, "results": rows}
}

func restaurant(n int) object {
	return filled(tenantFields, object{
		"tenant_id": n, "schema_name": fmt.Sprintf("place_%d", n), "slug": fmt.Sprintf("place-%d", n), "name": "Place",
		"subscription_status": "trial", "trial_end_date": start.Add(7 * 24 * time.Hour), "is_active": true, "role": "Owner",
	})
}

func role(name string) object {
	return filled(roleFields, object{"id": 1, "name": name, "permissions": object{"*": name == "Owner"}})
}

func (f *fake) member(id string, n int) object {
	return filled(memberFields, object{"id": n, "user": object{"id": n, "email": f.email(id)}, "role": role("Owner"), "is_active": true})
}

func plan(name string) object {
	return filled(planFields, object{"id": 1, "includes_pos": true, "includes_menu": false, "includes_cms": false, "name": name, "price_ghs": "50.00", "price_ngn": "5000.00", "price_usd": "0.05", "max_staff": -1})
}

func entitled() object {
	return filled(entitledFields, object{
		"plan": "Enterprise", "status": "trial", "is_active": true, "tools": object{"pos": true, "menu": true, "cms": true},
	})
}

func tool(id int, slug string) object {
	return filled(toolFields, object{"id": id, "slug": slug, "is_active": true})
}

func grant(id int, slug string) object {
	return filled(accessFields, object{"id": id, "tool": tool(id, slug), "is_granted": true})
}

func (f *fake) generated(n int) object { return launchBody(f.mint(f.claims(n))) }

func launchBody(token string) object {
	return filled(launchFields, object{"token": token, "expires_at": start.Add(time.Minute), "launch_url": "http://localhost:4000/?token=" + token})
}

func (f *fake) claims(n int) object {
	return object{"sub": strconv.Itoa(n), "aud": "pos", "jti": rand.Text(), "exp": start.Add(time.Minute).Unix()}
}

// mint signs a launch token; header replaces the good one.
func (f *fake) mint(claims object, header ...string) string {
	head := `{"alg":"EdDSA","kid":"k1"}`
	if len(header) > 0 {
		head = header[0]
	}
	raw, _ := json.Marshal(claims)
	signed := strings.TrimSuffix(encodeJWT(head, string(raw), ""), ".")
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(f.launch, []byte(signed)))
}

// verify uses a launch token up.
func (f *fake) verify(r *http.Request) (int, any) {
	var in struct {
		Token string `json:"token"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		return problem(400)
	}
	_, claims, err := keySet{"k1": f.launch.Public().(ed25519.PublicKey)}.open(in.Token)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil || f.used[in.Token] {
		return problem(400)
	}
	f.used[in.Token] = true
	return 200, verifiedBody(claims["sub"].(string))
}

func verifiedBody(user string) object {
	n, _ := strconv.Atoi(user)
	return filled(verifyFields, object{
		"valid": true, "user_id": n, "tool_id": 1, "tenant_schema": "place_" + user, "role": "Owner",
	})
}
