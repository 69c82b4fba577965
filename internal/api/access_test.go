package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

var callers = []string{"", "forged", "stranger", "waiter", "manager", "owner", "superuser"}

func TestAccessMatrix(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		access   Access
		statuses [7]int // in the order of callers
	}{
		"public":                {Public(), [7]int{200, 200, 200, 200, 200, 200, 200}},
		"signed-in":             {SignedIn(), [7]int{401, 401, 200, 200, 200, 200, 200}},
		"staff":                 {Staff(), [7]int{401, 401, 404, 200, 200, 200, 200}},
		"owner":                 {Owner(), [7]int{401, 401, 404, 403, 403, 200, 200}},
		"superuser":             {Superuser(), [7]int{401, 401, 403, 403, 403, 403, 200}},
		"staff-of:id":           {StaffOf("id"), [7]int{401, 401, 404, 200, 200, 200, 200}},
		"owner-of:id":           {OwnerOf("id"), [7]int{401, 401, 404, 404, 404, 200, 200}},
		"permission:staff.view": {Requires(access.StaffView), [7]int{401, 401, 404, 403, 200, 200, 200}},
		"proof:svix":            {Proof("svix", "Signed."), [7]int{200, 200, 200, 200, 200, 200, 200}},
		"staff or proof:key":    {Staff().OrProof("key", "Or a key."), [7]int{200, 401, 404, 200, 200, 200, 200}},
	} {
		require.Equal(t, name, c.access.String())
		b := newBench(nil)
		path := "/api/x/{id}/"
		Handle(b.API, Route{Method: "GET", Path: path, ID: "x", Access: c.access}, hello)
		for i, who := range callers {
			w := b.ask("GET", "/api/x/7/", "", append(as(who), "X-Tenant-ID", "seven")...)
			require.Equal(t, c.statuses[i], w.Code, "%s as %q", name, who)
		}
		if c.access.tenancy() == "required" {
			w := b.ask("GET", "/api/x/8/", "", append(as("owner"), "X-Tenant-ID", "eight")...)
			require.Equal(t, 404, w.Code, name)
		}
	}
}

// Only superusers, and only those who name no restaurant, ask for all of them.
func TestAllForSuperusers(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	who := Owner().AllForSuperusers()
	require.Equal(t, "owner", who.String(), "the same people as without")
	Handle(b.API, Route{Method: "GET", Path: "/api/x/", ID: "x", Access: who}, func(ctx context.Context, _ *nothing) (*greeting, error) {
		out := &greeting{}
		out.Body.Hello = "all"
		if t, err := access.TenantFrom(ctx); err == nil {
			out.Body.Hello = t.Slug
		}
		return out, nil
	})
	for _, test := range []struct {
		who, named string
		status     int
		want       string
	}{
		{"superuser", "", 200, "all"},
		{"superuser", "seven", 200, "seven"},
		{"superuser", "eight", 404, ""},
		{"owner", "seven", 200, "seven"},
		{"owner", "eight", 404, ""},
		{"manager", "seven", 403, ""},
		{"stranger", "", 404, ""},
		{"", "", 401, ""},
	} {
		headers := as(test.who)
		if test.named != "" {
			headers = append(headers, "X-Tenant-ID", test.named)
		}
		w := b.ask("GET", "/api/x/", "", headers...)
		require.Equal(t, test.status, w.Code, "%+v: %s", test, w.Body)
		if test.want != "" {
			require.JSONEq(t, `{"hello":"`+test.want+`"}`, w.Body.String(), "%+v", test)
		}
	}
}

func TestAStrangerCannotTellWhatExists(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	Handle(b.API, Route{Method: "GET", Path: "/api/x/{id}/", ID: "x", Access: OwnerOf("id")}, hello)
	theirs := b.ask("GET", "/api/x/7/", "", as("stranger")...)
	for _, id := range []string{"8", "abc", "-7", "99999999999999999999999"} {
		none := b.ask("GET", "/api/x/"+id+"/", "", as("stranger")...)
		require.Equal(t, theirs.Code, none.Code)
		require.Equal(t, theirs.Body.String(), none.Body.String())
	}
	member := b.ask("GET", "/api/x/7/", "", as("manager")...)
	require.Equal(t, theirs.Body.String(), member.Body.String())
}

func TestWhatTheHandlerIsTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		access  Access
		headers []string
		want    string
	}{
		"nobody":            {Public(), as("owner"), "actor=false tenant=false member=false"},
		"public, optional":  {Public().OptionalTenant(), as("owner"), "actor=true tenant=true member=true"},
		"public, bad token": {Public().OptionalTenant(), as("forged"), "actor=false tenant=false member=false"},
		"public, foreign":   {Public().OptionalTenant(), as("stranger"), "actor=true tenant=false member=false"},
		"signed in":         {SignedIn(), as("owner"), "actor=true tenant=false member=false"},
		"signed in, theirs": {SignedIn().OptionalTenant(), as("owner"), "actor=true tenant=true member=true"},
		"signed in, none":   {SignedIn().OptionalTenant(), as("stranger"), "actor=true tenant=false member=false"},
		"operator, unnamed": {SignedIn().OptionalTenant(), as("superuser"), "actor=true tenant=false member=false"},
		"operator as staff": {Staff(), append(as("superuser"), "X-Tenant-ID", "seven"), "actor=true tenant=true member=false"},
		"staff by host":     {Staff(), append(as("superuser"), "Host", "Seven.localhost:3001"), "actor=true tenant=true member=false"},
		"proof":             {Proof("x", ""), as("owner"), "actor=false tenant=false member=false"},
		"proof or staff":    {Staff().OrProof("x", ""), nil, "actor=false tenant=false member=false"},
	} {
		b := newBench(nil)
		Handle(b.API, Route{Method: "GET", Path: "/api/x/", ID: "x", Access: c.access}, told)
		w := b.ask("GET", "/api/x/", "", c.headers...)
		require.Equal(t, 200, w.Code, name)
		require.JSONEq(t, `{"hello":"`+c.want+`"}`, w.Body.String(), name)
	}
}

func told(ctx context.Context, _ *nothing) (*greeting, error) {
	_, noActor := access.ActorFrom(ctx)
	_, noTenant := access.TenantFrom(ctx)
	_, noMember := access.MemberFrom(ctx)
	out := &greeting{}
	out.Body.Hello = fmt.Sprintf("actor=%t tenant=%t member=%t", noActor == nil, noTenant == nil, noMember == nil)
	return out, nil
}

func TestANamedForeignRestaurantIs404EvenWhereOptional(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	Handle(b.API, Route{Method: "GET", Path: "/api/x/", ID: "x", Access: SignedIn().OptionalTenant()}, told)
	require.Equal(t, 404, b.ask("GET", "/api/x/", "", append(as("stranger"), "X-Tenant-ID", "seven")...).Code)
	require.Equal(t, 404, b.ask("GET", "/api/x/", "", append(as("owner"), "X-Tenant-ID", "\xff")...).Code)
}

func TestRestaurantsThatAreNotServed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		access Access
		who    string
		change func(*access.Tenant)
		status int
		code   string
	}{
		"inactive":           {Staff(), "owner", switchedOff, 403, "tenant_inactive"},
		"inactive, operator": {Staff(), "superuser", switchedOff, 200, ""},
		"inactive, allowed":  {Owner().EvenInactive(), "owner", switchedOff, 200, ""},
		"inactive, stranger": {Staff(), "stranger", switchedOff, 404, "not_found"},
		"behind":             {Staff(), "owner", behind, 503, "tenant_upgrading"},
		"behind, operator":   {Staff(), "superuser", behind, 503, "tenant_upgrading"},
		"behind, not needed": {SignedIn(), "owner", behind, 200, ""},
		"behind, public":     {Public().OptionalTenant(), "owner", behind, 200, ""},
		"behind, signed in":  {SignedIn().OptionalTenant(), "owner", behind, 503, "tenant_upgrading"},
		"current":            {Staff(), "owner", func(*access.Tenant) {}, 200, ""},
	} {
		b := newBench(nil)
		c.change(&b.dir.tenant)
		Handle(b.API, Route{Method: "GET", Path: "/api/x/", ID: "x", Access: c.access}, hello)
		w := b.ask("GET", "/api/x/", "", append(as(c.who), "X-Tenant-ID", "seven")...)
		require.Equal(t, c.status, w.Code, name)
		require.Contains(t, w.Body.String(), c.code, name)
		require.Equal(t, c.status == 503, w.Header().Get("Retry-After") != "", name)
	}
}

func switchedOff(t *access.Tenant) { t.Active = false }
func behind(t *access.Tenant)      { t.SchemaVersion = 2 }

// careless resolves everything to something, as a resolver with a bug would.
type careless struct {
	*directory
	tenant *access.Tenant
	member *access.Member
	err    error
}

func (c careless) Resolve(context.Context, *access.Actor, TenantHint) (*access.Tenant, *access.Member, error) {
	return c.tenant, c.member, c.err
}

func TestAdmissionFailsClosed(t *testing.T) {
	t.Parallel()
	seven := newDirectory().tenant
	for name, c := range map[string]struct {
		resolver careless
		who      string
		status   int
	}{
		"no tenant":         {careless{}, "owner", 404},
		"no member":         {careless{tenant: &seven}, "waiter", 404},
		"inactive member":   {careless{tenant: &seven, member: &access.Member{}}, "waiter", 404},
		"inactive owner":    {careless{tenant: &seven, member: &access.Member{Owner: true}}, "owner", 404},
		"owner without row": {careless{tenant: &seven}, "owner", 200},
		"broken":            {careless{err: errors.New("no database")}, "owner", 500},
		"away":              {careless{err: fault.New(fault.Unavailable, "", "")}, "owner", 503},
	} {
		b := newBench(nil)
		b.tenants = c.resolver
		Handle(b.API, Route{Method: "GET", Path: "/api/x/", ID: "x", Access: Staff()}, hello)
		require.Equal(t, c.status, b.ask("GET", "/api/x/", "", as(c.who)...).Code, name)
	}
}

func TestCrossOriginRequests(t *testing.T) {
	t.Parallel()
	cookie := []string{"Cookie", "__session=owner"}
	for name, c := range map[string]struct {
		method  string
		access  Access
		check   bool
		headers []string
		status  int
	}{
		"other site, cookie":      {"POST", SignedIn(), false, append(cookie, "Origin", "http://evil.test"), 403},
		"other site by metadata":  {"POST", SignedIn(), false, append(cookie, "Sec-Fetch-Site", "cross-site"), 403},
		"other site, reading":     {"GET", SignedIn(), false, append(cookie, "Sec-Fetch-Site", "cross-site"), 200},
		"our console":             {"POST", SignedIn(), false, append(cookie, "Origin", origin, "Sec-Fetch-Site", "same-site"), 200},
		"same origin":             {"POST", SignedIn(), false, append(cookie, "Origin", "http://example.com"), 200},
		"no browser":              {"POST", SignedIn(), false, cookie, 200},
		"other site with a token": {"POST", SignedIn(), false, append(as("owner"), "Origin", "http://evil.test"), 200},
		"public":                  {"POST", Public(), false, []string{"Origin", "http://evil.test"}, 200},
		"sign-in":                 {"POST", Public(), true, []string{"Origin", "http://evil.test"}, 403},
		"webhook":                 {"POST", Proof("svix", ""), false, []string{"Origin", "http://evil.test"}, 200},
	} {
		b := newBench(nil)
		Handle(b.API, Route{Method: c.method, Path: "/api/x/", ID: "x", Access: c.access, CheckOrigin: c.check}, hello)
		w := b.ask(c.method, "/api/x/", "", c.headers...)
		require.Equal(t, c.status, w.Code, name)
		if c.status == http.StatusForbidden {
			require.Contains(t, w.Body.String(), `"code":"csrf_failed"`, name)
		}
	}
}
