package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type address struct {
	City string `json:"city" minLength:"1"`
}

type order struct {
	PathID
	Since time.Time `query:"since"`
	Most  int       `query:"most" minimum:"1"`
	Paid  bool      `query:"paid"`
	Body  struct {
		ID      int64    `json:"id,omitempty" readOnly:"true"`
		Name    string   `json:"name" minLength:"1" maxLength:"5"`
		Email   string   `json:"email,omitempty" format:"email"`
		Kind    string   `json:"kind,omitempty" enum:"a,b"`
		Count   int      `json:"count,omitempty" minimum:"2" maximum:"9"`
		Big     int64    `json:"big,omitempty"`
		Price   float64  `json:"price,omitempty"`
		Open    bool     `json:"open,omitempty"`
		Day     string   `json:"day,omitempty" format:"date"`
		Slug    string   `json:"slug,omitempty" pattern:"^[a-z]+$" patternDescription:"lower case letters"`
		Address *address `json:"address,omitempty"`
		Tags    []string `json:"tags,omitempty" maxItems:"2"`
	}
}

func orders(b *bench) {
	Handle(b.API, Route{Method: "PUT", Path: "/api/orders/{id}/", ID: "order", Access: Public()},
		func(_ context.Context, in *order) (*greeting, error) {
			out := &greeting{}
			out.Body.Hello = in.Body.Name
			return out, nil
		})
}

func TestInvalidInputIsAMapOfFields(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	orders(b)
	for _, c := range []struct {
		query, body string
		status      int
		answer      string
	}{
		{"", `{"name":"ok"}`, 200, `{"hello":"ok"}`},
		{"", `{"name":"ok","unknown":[1],"id":99}`, 200, `{"hello":"ok"}`},
		{"", `{"name":"ok","email":null,"address":null}`, 200, `{"hello":"ok"}`},
		{"", `{}`, 400, `{"name":["This field is required."]}`},
		{"", ``, 400, `{"name":["This field is required."]}`},
		{"", `{"name":null}`, 400, `{"name":["This field may not be null."]}`},
		{"", `{"name":""}`, 400, `{"name":["This field may not be blank."]}`},
		{"", `{"name":7}`, 400, `{"name":["Not a valid string."]}`},
		{"", `{"name":"toolong"}`, 400, `{"name":["Ensure this field has no more than 5 characters."]}`},
		{"", `{"name":"ok","email":"nope"}`, 400, `{"email":["Enter a valid email address."]}`},
		{"", `{"name":"ok","kind":"c"}`, 400, `{"kind":["Not a valid choice. Choose one of: a, b."]}`},
		{"", `{"name":"ok","count":1}`, 400, `{"count":["Ensure this value is greater than or equal to 2."]}`},
		{"", `{"name":"ok","count":"x"}`, 400, `{"count":["A valid integer is required."]}`},
		{"", `{"name":"ok","count":2.5}`, 400, `{"count":["A valid integer is required."]}`},
		{"", `{"name":"ok","big":1e30}`, 400, `{"big":["A valid integer is required."]}`},
		{"", `{"name":"ok","price":"x"}`, 400, `{"price":["A valid number is required."]}`},
		{"", `{"name":"ok","open":"yes"}`, 400, `{"open":["Must be a valid boolean."]}`},
		{"", `{"name":"ok","day":"31.1.2026"}`, 400, `{"day":["Date has wrong format. Use YYYY-MM-DD."]}`},
		{"", `{"name":"ok","slug":"A B"}`, 400, `{"slug":["Must be lower case letters."]}`},
		{"", `{"name":"ok","address":{}}`, 400, `{"address.city":["This field is required."]}`},
		{"", `{"name":"ok","address":{"city":""}}`, 400, `{"address.city":["This field may not be blank."]}`},
		{"", `{"name":"ok","address":7}`, 400, `{"address":["Invalid data. Expected an object."]}`},
		{"", `{"name":"ok","tags":["a",1]}`, 400, `{"tags[1]":["Not a valid string."]}`},
		{"", `{"name":"ok","tags":["a","b","c"]}`, 400, `{"tags":["Ensure this field has no more than 2 elements."]}`},
		{"", `[]`, 400, `{"non_field_errors":["Invalid data. Expected an object."]}`},
		{"", `null`, 400, `{"non_field_errors":["Invalid data. Expected an object."]}`},
		{"", `{"name":"a\u0000"}`, 400, `{"non_field_errors":["Null characters are not allowed."]}`},
		{"", `{"name":"a\\u00"}`, 200, `{"hello":"a\\u00"}`},
		{"", `{"count":"x"}`, 400, `{"count":["A valid integer is required."],"name":["This field is required."]}`},
		{"?most=x", `{"name":"ok"}`, 400, `{"most":["A valid integer is required."]}`},
		{"?most=0", `{"name":"ok"}`, 400, `{"most":["Ensure this value is greater than or equal to 1."]}`},
		{"?paid=x", `{"name":"ok"}`, 400, `{"paid":["Must be a valid boolean."]}`},
		{"?since=now", `{"name":"ok"}`, 400, `{"since":["Datetime has wrong format. Use RFC 3339, such as 2026-01-31T09:30:00Z."]}`},
		{"?x=%00", `{"name":"ok"}`, 400, `{"non_field_errors":["The query is not valid UTF-8 text."]}`},
		{"?x=%ff", `{"name":"ok"}`, 400, `{"non_field_errors":["The query is not valid UTF-8 text."]}`},
		{"", `{"name":`, 400, `{"code":"parse_error","detail":"JSON parse error - unexpected end of JSON input",` +
			`"non_field_errors":["JSON parse error - unexpected end of JSON input"]}`},
	} {
		w := b.ask("PUT", "/api/orders/1/"+c.query, c.body)
		require.Equal(t, c.status, w.Code, c.query+c.body)
		require.JSONEq(t, c.answer, w.Body.String(), c.query+c.body)
	}
}

func TestAToolIsToldInOneSentence(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	Handle(b.API, Route{Method: "PUT", Path: "/api/orders/{id}/", ID: "order", Access: Public(), ToolErrors: true},
		func(context.Context, *order) (*greeting, error) { return &greeting{}, nil })
	w := b.ask("PUT", "/api/orders/1/", `{"count":"x"}`)
	require.Equal(t, 400, w.Code)
	said := "count: A valid integer is required. name: This field is required."
	require.JSONEq(t, `{"error":"`+said+`","detail":"`+said+`","code":"invalid"}`, w.Body.String())
	w = b.ask("PUT", "/api/orders/1/", `{`)
	require.Contains(t, w.Body.String(), `"code":"parse_error"`)
	require.Contains(t, w.Body.String(), `"error":"JSON parse error`)
}

func TestAPathThatNamesNothingIs404(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	orders(b)
	for _, id := range []string{"x", "1.5", "-1", "0", "99999999999999999999", "%00", "%ff", "1'--"} {
		w := b.ask("PUT", "/api/orders/"+id+"/", `{"name":"ok"}`)
		require.Equal(t, 404, w.Code, id)
		require.JSONEq(t, `{"detail":"Not found.","code":"not_found"}`, w.Body.String(), id)
	}
}

func TestBodyLimits(t *testing.T) {
	t.Parallel()
	b := newBench(func(c *Config) { c.MaxBody = 64 })
	orders(b)
	fits := `{"name":"ok","pad":"` + strings.Repeat("x", 64-22) + `"}`
	require.Len(t, fits, 64)
	require.Equal(t, 200, b.ask("PUT", "/api/orders/1/", fits).Code)

	w := b.ask("PUT", "/api/orders/1/", fits+" ")
	require.Equal(t, 413, w.Code)
	require.JSONEq(t, `{"detail":"The body is too large.","code":"too_large"}`, w.Body.String())

	r := httptest.NewRequest(http.MethodPut, "/api/orders/1/", strings.NewReader(fits+" "))
	r.ContentLength = -1 // as in a chunked body
	require.Equal(t, 413, b.serve(r).Code)
}

func TestContentTypes(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	orders(b)
	for kind, status := range map[string]int{
		"application/json": 200, "application/json; charset=utf-8": 200, "Application/JSON": 200,
		"text/plain": 415, "application/x-www-form-urlencoded": 415, "nonsense": 415, "application/xml": 415,
	} {
		w := b.ask("PUT", "/api/orders/1/", `{"name":"ok"}`, "Content-Type", kind)
		require.Equal(t, status, w.Code, kind)
	}
	for _, kind := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"} {
		w := b.ask("PUT", "/api/orders/1/", "", "Content-Type", kind)
		require.Equal(t, 400, w.Code, "nothing is of no type: %s", kind)
		require.JSONEq(t, `{"name":["This field is required."]}`, w.Body.String())
	}
	r := httptest.NewRequest(http.MethodPut, "/api/orders/1/", strings.NewReader(`{"name":"ok"}`))
	require.Equal(t, 200, b.serve(r).Code, "without a content type it is JSON")
}

func TestRawBodyArrivesAsItWas(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	type webhook struct {
		Signature string `header:"Svix-Signature"`
		RawBody   []byte `contentType:"application/json"`
	}
	Handle(b.API, Route{Method: "POST", Path: "/api/hook/", ID: "hook", Access: Proof("svix", "Signed by Svix.")},
		func(_ context.Context, in *webhook) (*greeting, error) {
			out := &greeting{}
			out.Body.Hello = in.Signature + string(in.RawBody)
			return out, nil
		})
	w := b.ask("POST", "/api/hook/", ` {"a" : 1`, "Content-Type", "text/odd", "Svix-Signature", "v1,")
	require.Equal(t, 200, w.Code)
	require.JSONEq(t, `{"hello":"v1, {\"a\" : 1"}`, w.Body.String())
	require.Equal(t, 400, b.ask("POST", "/api/hook/", "").Code)
}

type hidden struct {
	Name string `json:"name"`
}

type hiding struct{ Body []struct{ hidden } }

func TestABodyWhoseFieldsWouldNotBeDocumentedIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	require.PanicsWithValue(t, "api: struct { api.hidden } embeds api.hidden, whose fields would not be documented: export it", func() {
		Handle(b.API, Route{Method: "POST", Path: "/api/hiding/", ID: "hiding", Access: Public()},
			func(context.Context, *hiding) (*greeting, error) { return &greeting{}, nil })
	})
}
