package analytics_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const typesPath = "/api/analytics/types/"

// menu is the menu's backend, about a restaurant.
func menu(restaurant string) caller {
	return caller{client: "menu-client", secret: "menu-client-secret", restaurant: restaurant}
}

const dish = `{"description": "A dish that was sold", "amount_field": "price", "schema": {
	"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "price": {"$ref": "#/$defs/money"}},
	"$defs": {"money": {"type": ["number", "string"]}}}}`

func (f *fixture) register(t *testing.T, who caller, name, body string) string {
	t.Helper()
	w := f.ask(t, who, http.MethodPut, typesPath+name+"/", body)
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	return w.Body.String()
}

func TestAToolRegistersAType(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	f.hire(t, one, "ama", viewer)
	f.world.clients["menu-client"] = 2
	f.world.installed[one.ID][2] = true

	w := f.ask(t, pos("one"), http.MethodPost, track, `{"event_type": "dish.sold", "data": {"name": "Waakye"}}`)
	require.Equal(t, http.StatusBadRequest, w.Code)
	require.JSONEq(t, `{"event_type": ["This type is not known. Register it with PUT /api/analytics/types/dish.sold/, with the tool's credentials."]}`,
		w.Body.String())
	require.JSONEq(t, `{"name": "dish.sold", "tool_id": 1, "description": "A dish that was sold", "amount_field": "price",
		"created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z", "schema": {"type": "object", "required": ["name"],
		"properties": {"name": {"type": "string"}, "price": {"$ref": "#/$defs/money"}}, "$defs": {"money": {"type": ["number", "string"]}}}}`,
		f.register(t, pos(""), "dish.sold", dish))
	f.post(t, pos("one"), track, `{"event_type": "dish.sold", "data": {"name": "Waakye", "price": "12.50"}}`)
	require.Equal(t, "arrra", f.batch(t, pos("one"), `[{"event_type": "dish.sold", "data": {"name": "Kenkey"}},
		{"event_type": "dish.sold", "data": {"name": 7}}, {"event_type": "dish.sold"}, {"event_type": "dish.sold", "data": {"name": "x", "price": "a lot"}},
		{"event_type": "dish.sold", "data": {"name": "Banku"}}]`))
	w = f.ask(t, pos("one"), http.MethodPost, track, `{"event_type": "dish.sold", "data": {"name": 7}}`)
	require.JSONEq(t, `{"data": ["It does not meet the type's schema: name: got number, want string."]}`, w.Body.String())

	for _, other := range []caller{menu("one"), as("ama", "one")} {
		w := f.ask(t, other, http.MethodPost, track, `{"event_type": "dish.sold", "data": {"name": "Waakye"}}`)
		require.Equal(t, http.StatusBadRequest, w.Code, "it is the POS's own")
	}
	require.Equal(t, 3, f.stored(t))
	var amount string
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(), "SELECT sum(amount)::text FROM public.event_days WHERE event_type = 'dish.sold'").Scan(&amount))
	require.Equal(t, "12.5000", amount)
}

func TestATypeIsChangedAndTakenBack(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	f.register(t, pos(""), "dish", dish)
	require.Contains(t, f.register(t, pos(""), "dish", dish), "A dish that was sold", "as it is")
	f.post(t, pos("one"), track, `{"event_type": "dish", "data": {"name": "Waakye"}}`)
	f.register(t, pos(""), "dish", `{"schema": {"required": ["price"]}}`)
	require.Equal(t, http.StatusBadRequest, f.ask(t, pos("one"), http.MethodPost, track, `{"event_type": "dish", "data": {"name": "Waakye"}}`).Code)
	f.register(t, pos(""), "dish", `{"schema": null}`)
	f.post(t, pos("one"), track, `{"event_type": "dish"}`)

	require.Equal(t, http.StatusNoContent, f.ask(t, pos(""), http.MethodDelete, typesPath+"dish/", "").Code)
	refuse(t, f.ask(t, pos(""), http.MethodDelete, typesPath+"dish/", ""), http.StatusNotFound, "not_found")
	require.Equal(t, http.StatusBadRequest, f.ask(t, pos("one"), http.MethodPost, track, `{"event_type": "dish"}`).Code)
	count, _ := f.list(t, as("ama", "one"), "?event_type=dish")
	require.Equal(t, 2, count, "what is stored stays")

	rows, err := f.db.SharedQuery().Query(t.Context(), "SELECT action FROM public.audit_log WHERE target_type = 'event_type' ORDER BY id")
	require.NoError(t, err)
	require.Equal(t, []string{"event_type.registered", "event_type.changed", "event_type.changed", "event_type.deleted"}, texts(t, rows))
}

func TestTheListOfTypes(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	f.hire(t, one, "ama", viewer)
	f.hire(t, one, "waiter", nil)
	f.world.clients["menu-client"] = 2
	f.register(t, pos(""), "dish", dish)
	f.register(t, menu(""), "page", `{}`)
	names := func(who caller) (names []string) {
		w := f.ask(t, who, http.MethodGet, typesPath+"?page_size=100", "")
		require.Equal(t, http.StatusOK, w.Code, w.Body.String())
		var page struct{ Results []struct{ Name string } }
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &page))
		for _, r := range page.Results {
			names = append(names, r.Name)
		}
		return names
	}
	platform := []string{"order", "customer", "menu", "system", "pos_transaction", "menu_view", "cms_update", "user_login", "staff_action"}
	require.Equal(t, append(platform[:9:9], "dish"), names(pos("")))
	require.Equal(t, append(platform[:9:9], "page"), names(menu("")))
	require.Equal(t, append(platform[:9:9], "dish"), names(as("ama", "one")), "the restaurant does not have the menu")
	f.world.installed[one.ID][2] = true
	require.Equal(t, append(platform[:9:9], "dish", "page"), names(as("ama", "one")))
	refuse(t, f.ask(t, as("waiter", "one"), http.MethodGet, typesPath, ""), http.StatusForbidden, "permission_denied")
	refuse(t, f.ask(t, caller{}, http.MethodGet, typesPath, ""), http.StatusUnauthorized, "not_authenticated")
}

func TestWhatIsNoType(t *testing.T) {
	t.Parallel()
	f := setup(t)
	bomb := `{"$defs": {"d0": {"type": "string"}`
	for i := range 30 {
		bomb += fmt.Sprintf(`, "d%d": {"allOf": [{"$ref": "#/$defs/d%d"}, {"$ref": "#/$defs/d%d"}]}`, i+1, i, i)
	}
	bomb += `}, "$ref": "#/$defs/d30"}`
	for name, c := range map[string]struct{ path, body, field string }{
		"capitals":               {"Dish", `{}`, "name"},
		"a long name":            {strings.Repeat("x", 101), `{}`, "name"},
		"a long description":     {"dish", `{"description": "` + strings.Repeat("x", 501) + `"}`, "description"},
		"a schema of text":       {"dish", `{"schema": "x"}`, "schema"},
		"a schema of no schema":  {"dish", `{"schema": {"type": "text"}}`, "schema"},
		"a bad expression":       {"dish", `{"schema": {"properties": {"a": {"pattern": "("}}}}`, "schema"},
		"a reference elsewhere":  {"dish", `{"schema": {"$ref": "https://example.com/schema.json"}}`, "schema"},
		"a reference to a file":  {"dish", `{"schema": {"$ref": "file:///etc/passwd"}}`, "schema"},
		"a reference to nothing": {"dish", `{"schema": {"$ref": "#/$defs/none"}}`, "schema"},
		"a reference to itself":  {"dish", `{"schema": {"properties": {"a": {"$ref": "#"}}}}`, "schema"},
		"a name of its own":      {"dish", `{"schema": {"$id": "https://example.com/", "type": "object"}}`, "schema"},
		"another metaschema":     {"dish", `{"schema": {"$schema": "https://example.com/", "type": "object"}}`, "schema"},
		"a schema that explodes": {"dish", `{"schema": ` + bomb + `}`, "schema"},
		"a large schema":         {"dish", `{"schema": {"description": "` + strings.Repeat("x", 17<<10) + `"}}`, "schema"},
	} {
		w := f.ask(t, pos(""), http.MethodPut, typesPath+c.path+"/", c.body)
		require.Equal(t, http.StatusBadRequest, w.Code, "%s: %s", name, w.Body)
		require.Contains(t, w.Body.String(), `{"`+c.field+`":["`, name)
	}
	refuse(t, f.ask(t, pos(""), http.MethodPut, typesPath+"order/", `{}`), http.StatusConflict, "platform_type")
	refuse(t, f.ask(t, caller{client: "pos-client", secret: "x"}, http.MethodPut, typesPath+"dish/", `{}`), http.StatusUnauthorized, "invalid_client")
	for i := range 200 {
		f.register(t, pos(""), fmt.Sprintf("dish.%d", i), `{}`)
	}
	refuse(t, f.ask(t, pos(""), http.MethodPut, typesPath+"dish/", `{}`), http.StatusConflict, "too_many_types")
}
