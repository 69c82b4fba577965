package api

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Route describes one operation. Method, Path, ID and Access are required.
type Route struct {
	Method      string // GET, POST, PUT, PATCH or DELETE
	Path        string // "/api/staff/roles/{id}/"; a path that ends in / is served without it too
	ID          string // operation id, unique: "staff-roles-list"
	Tag         string // group in the documentation
	Summary     string
	Description string
	Access      Access
	Status      int            // of a success; 0: 200, or 204 for an output without Body
	ToolErrors  bool           // failures carry "error" as well, for the endpoints marked † in the contract
	Form        bool           // the body may also be a form, whose fields are strings, as OAuth's endpoints take it
	MaxBody     int64          // bytes; 0: Config.MaxBody
	Timeout     time.Duration  // 0: Config.RequestTimeout
	Rate        Rate           // zero: unlimited
	Accepts     []string       // media types of a file that is the body, for an input with Upload
	Reads       map[string]any // for an input with Bytes: a value of what each media type holds, for the document
	Room        *Room          // bounds what bodies take in memory, with all routes that have the same; nil: nothing does
	CheckOrigin bool           // refuse other sites' browsers on a public route too, such as sign-in
	Deprecated  bool
}

// route is a registered Route with what is worked out once.
type route struct {
	Route

	api         *API
	tenancy     string // none, optional, required
	checkOrigin bool
	wantsObject bool // an absent body counts as {}
	takesKey    bool // an Idempotency-Key counts
	numbers     *routeNumbers
}

// Handle registers a typed handler as huma does: I holds the path, query and header parameters and the Body of the
// request, O the Body and the headers of the answer. The handler returns faults; their status and body are made here. It
// panics for a route that does not say who may call it, at start rather than at the first request.
func Handle[I, O any](a *API, r Route, h func(context.Context, *I) (*O, error)) {
	rt := a.prepare(r, reflect.TypeFor[I]())
	op, check := rt.operation(reflect.TypeFor[I]()), pageCheck[O]()
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		req := requestFrom(ctx)
		req.began = true
		out, err := h(ctx, in)
		if err == nil && out != nil {
			err = check(out)
		}
		if err != nil {
			return nil, req.problem(err, rt.ToolErrors)
		}
		return out, nil
	})
	a.polish(r)
}

func (a *API) prepare(r Route, input reflect.Type) *route {
	if err := a.check(r); err != nil {
		panic(err)
	}
	rt := &route{Route: r, api: a, tenancy: r.Access.tenancy(), wantsObject: wantsObject(input)}
	if rt.MaxBody == 0 {
		rt.MaxBody = a.cfg.MaxBody
	}
	if rt.Timeout == 0 {
		rt.Timeout = a.cfg.RequestTimeout
	}
	rt.takesKey = a.cfg.Idempotency != nil && r.Method == http.MethodPost && rt.provesCaller()
	rt.checkOrigin = r.CheckOrigin || r.Access.who != public && r.Access.who != proof
	rt.numbers = a.numbers.of(r.Path)
	a.routes[r.Method+" "+r.Path] = rt
	return rt
}

func (a *API) check(r Route) error {
	name := r.Method + " " + r.Path
	switch {
	case a.sealed.Load():
		return fmt.Errorf("api: %s was added after the handler was made", name)
	case r.Access.who == undeclared:
		return fmt.Errorf("api: %s does not say who may call it", name)
	case r.ID == "" || r.Method == "" || !strings.HasPrefix(r.Path, "/"):
		return fmt.Errorf("api: %s lacks a method, a path or an id", name)
	case a.routes[name] != nil:
		return fmt.Errorf("api: %s is there already", name)
	case r.Timeout >= readTimeout:
		return fmt.Errorf("api: %s may take longer than the server's %s", name, readTimeout)
	case r.Access.pathParam != "" && !strings.Contains(r.Path, "{"+r.Access.pathParam+"}"):
		return fmt.Errorf("api: %s has no {%s} to name the restaurant", name, r.Access.pathParam)
	}
	return nil
}

// wantsObject is true for inputs whose Body is an object that has to be there.
func wantsObject(input reflect.Type) bool {
	body, ok := input.FieldByName("Body")
	return ok && (body.Type.Kind() == reflect.Struct || body.Type.Kind() == reflect.Map)
}

// onlyRaw is true for inputs that take the bytes of the body as they came, such as signed webhooks.
func onlyRaw(input reflect.Type) bool {
	_, body := input.FieldByName("Body")
	_, raw := input.FieldByName("RawBody")
	return raw && !body
}

// spellings are the ServeMux patterns of a path: one that ends in / is itself, and itself without the slash, but never a
// prefix of others.
func spellings(path string) []string {
	if bare, ok := strings.CutSuffix(path, "/"); ok && bare != "" {
		return []string{path + "{$}", bare}
	}
	return []string{path}
}

// serve is the route as ServeMux calls it: limits, admission, huma.
func (rt *route) serve(w http.ResponseWriter, r *http.Request, handle func(*call)) {
	req := requestFrom(r.Context())
	req.route, req.tool, req.numbers = rt.Path, rt.ToolErrors, rt.numbers
	ctx, cancel := context.WithTimeout(r.Context(), rt.Timeout)
	defer cancel()
	rt.setHeaders(w, r)
	err := rt.limit(ctx, req, r)
	if err == nil {
		ctx, err = rt.admit(ctx, r)
	}
	if err == nil {
		err = rt.limitActor(ctx, req)
	}
	if err == nil {
		err = rt.checkMedia(r)
	}
	rt.trace(req) //nolint:contextcheck // req is the context
	if err != nil {
		req.refuse(w, err, rt.ToolErrors)
		return
	}
	c := &call{ctx: ctx, req: req, route: rt, room: claim{room: rt.Room}, w: w, status: http.StatusOK}
	defer c.room.giveBack()
	if rt.takesKey && r.Header[idempotencyHeader] != nil {
		rt.once(c, r, handle) //nolint:contextcheck // the call carries it
		return
	}
	handle(c)
}
