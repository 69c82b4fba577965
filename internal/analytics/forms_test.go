package analytics_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const ndjson = "application/x-ndjson"

// send posts a batch in a form of the caller's choice.
func (f *fixture) send(tb testing.TB, who caller, mediaType, encoding string, body io.Reader) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, batch, body)
	r.SetBasicAuth(who.client, who.secret)
	r.Header.Set("X-Tenant-ID", who.restaurant)
	r.Header.Set("Content-Type", mediaType)
	r.Header.Set("Content-Encoding", encoding)
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

func gzipped(tb testing.TB, text string) []byte {
	tb.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := io.WriteString(w, text)
	require.NoError(tb, err)
	require.NoError(tb, w.Close())
	return packed.Bytes()
}

func TestTheFormsOfABatch(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	for name, c := range map[string]struct{ mediaType, body, want string }{
		"a list":             {"application/json", ` [ {"event_type":"order"} , {"event_type" : "menu" , "data" : { } } ] `, "aa"},
		"an object":          {"application/json; charset=utf-8", `{"more": [1, "]"], "events": [{"event_type": "order"}]}`, "a"},
		"escaped names":      {"application/json", `[{"event\u005ftype": "\u006frder", "data": {"a": "\"}]"}}]`, "a"},
		"no media type":      {"", `[{"event_type": "order"}]`, "a"},
		"lines":              {ndjson, "{\"event_type\":\"order\"}\n{\"event_type\":\"menu\"}", "aa"},
		"lines of Windows":   {"application/jsonl", "{\"event_type\":\"order\"}\r\n\r\n{\"event_type\":\"menu\"}\r\n", "aa"},
		"a line that is cut": {ndjson, "{\"event_type\":\"order\"}\n{\"event_type\":\"menu\", \"da", "ar"},
		"a line between":     {ndjson, "{\"event_type\":\"order\"}\nnonsense\n[]\n{\"event_type\":\"menu\"}\n", "arra"},
	} {
		w := f.send(t, pos("one"), c.mediaType, "", strings.NewReader(c.body))
		require.Equal(t, http.StatusCreated, w.Code, "%s: %s", name, w.Body)
		require.Equal(t, c.want, read(t, w.Body.String()).statuses(), name)
		w = f.send(t, pos("one"), c.mediaType, "gzip", bytes.NewReader(gzipped(t, c.body)))
		require.Equal(t, http.StatusCreated, w.Code, "%s: %s", name, w.Body)
		require.Equal(t, c.want, read(t, w.Body.String()).statuses(), "%s, packed", name)
		w = f.send(t, pos("one"), c.mediaType, "identity", io.MultiReader(strings.NewReader(c.body))) // of a length that nobody knows
		require.Equal(t, http.StatusCreated, w.Code, "%s: %s", name, w.Body)
	}
}

func TestWhatIsNoBatch(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	good := `[{"event_type": "order"}]`
	packed := gzipped(t, `[`+strings.Repeat(`{"event_type": "order"},`, 5000)+`{"event_type": "order"}]`)
	broken := bytes.Clone(packed)
	broken[len(broken)/2] ^= 0xff
	wrongSum := bytes.Clone(packed)
	wrongSum[len(wrongSum)-8] ^= 0xff
	for name, c := range map[string]struct {
		mediaType, encoding string
		body                []byte
		status              int
		code                string
	}{
		"a form":             {"application/x-www-form-urlencoded", "", []byte(good), http.StatusUnsupportedMediaType, "unsupported_media_type"},
		"another packing":    {"application/json", "br", []byte(good), http.StatusUnsupportedMediaType, "unsupported_media_type"},
		"not packed":         {"application/json", "gzip", []byte(good), http.StatusBadRequest, "parse_error"},
		"nothing, packed":    {"application/json", "gzip", nil, http.StatusBadRequest, "parse_error"},
		"cut gzip":           {"application/json", "gzip", packed[:len(packed)/2], http.StatusBadRequest, "parse_error"},
		"broken gzip":        {"application/json", "gzip", broken, http.StatusBadRequest, "parse_error"},
		"a wrong checksum":   {"application/json", "gzip", wrongSum, http.StatusBadRequest, "parse_error"},
		"a bomb":             {"application/json", "gzip", gzipped(t, strings.Repeat(" ", 64<<20)), http.StatusRequestEntityTooLarge, "too_large"},
		"a list that is cut": {"application/json", "", []byte(good[:20]), http.StatusBadRequest, "parse_error"},
		"no JSON":            {"application/json", "", []byte(`events`), http.StatusBadRequest, "parse_error"},
	} {
		refuse(t, f.send(t, pos("one"), c.mediaType, c.encoding, bytes.NewReader(c.body)), c.status, c.code)
		t.Log(name)
	}
	w := f.send(t, pos("one"), ndjson, "", strings.NewReader(strings.Repeat("{\"event_type\":\"order\"}\n", 10_001)))
	require.Contains(t, w.Body.String(), "Send 1 to 10000 events.")
	require.Zero(t, f.stored(t))
}
