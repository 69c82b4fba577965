package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type bytesInput struct{ Bytes }

type lengthOutput struct {
	Body struct {
		Length int    `json:"length"`
		Type   string `json:"type"`
	}
}

// reading has a route that reads its body as bytes, at most 1 MB, in a room of 300 KB, and calls work before it answers.
func reading(work func(*bytesInput) error) *bench {
	b := newBench(nil)
	Handle(b.API, Route{
		Method: http.MethodPost, Path: "/bytes/", ID: "bytes", Access: Public(), MaxBody: 1 << 20, Room: NewRoom(300 << 10),
		Reads: map[string]any{jsonType: greeting{}},
	}, func(_ context.Context, in *bytesInput) (*lengthOutput, error) {
		body, err := in.ReadAll()
		if err != nil {
			return nil, err
		}
		out := &lengthOutput{}
		out.Body.Length, out.Body.Type = len(body), in.MediaType()
		return out, work(in)
	})
	return b
}

func done(*bytesInput) error { return nil }

// give posts a body that says how long it is, or does not.
func (b *bench) give(t *testing.T, body io.Reader, encoding string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/bytes/", body)
	r.Header.Set("Content-Encoding", encoding)
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	return w
}

func packed(t *testing.T, size int) *bytes.Reader {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(make([]byte, size))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return bytes.NewReader(out.Bytes())
}

func TestABodyIsReadAsBytes(t *testing.T) {
	t.Parallel()
	b := reading(done)
	for _, size := range []int{0, 1, 100, 64 << 10, 64<<10 + 1, 200 << 10} {
		for form, w := range map[string]*httptest.ResponseRecorder{
			"plain":             b.give(t, bytes.NewReader(make([]byte, size)), ""),
			"of unknown length": b.give(t, io.MultiReader(bytes.NewReader(make([]byte, size))), "identity"),
			"packed":            b.give(t, packed(t, size), "gzip"),
		} {
			require.Equal(t, http.StatusOK, w.Code, "%s, %d: %s", form, size, w.Body)
			var out struct {
				Length int `json:"length"`
			}
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out))
			require.Equal(t, size, out.Length, form)
		}
	}
	for name, c := range map[string]struct {
		body     io.Reader
		encoding string
		status   int
	}{
		"too long":             {bytes.NewReader(make([]byte, 1<<20+1)), "", http.StatusRequestEntityTooLarge},
		"no gzip":              {strings.NewReader("plain"), "gzip", http.StatusBadRequest},
		"another packing":      {strings.NewReader("plain"), "zstd", http.StatusUnsupportedMediaType},
		"one that ends early":  {io.MultiReader(strings.NewReader("x"), failingReader{io.ErrUnexpectedEOF}), "", http.StatusBadRequest},
		"gzip that ends early": {io.LimitReader(packed(t, 100), 15), "gzip", http.StatusBadRequest},
	} {
		require.Equal(t, c.status, b.give(t, c.body, c.encoding).Code, name)
	}
}

// What is more than there is room for is refused, however it comes, and what was taken is given back.
func TestARoomIsNotOverfilled(t *testing.T) {
	t.Parallel()
	b := reading(done)
	for range 20 {
		for form, w := range map[string]*httptest.ResponseRecorder{
			"plain":             b.give(t, bytes.NewReader(make([]byte, 500<<10)), ""),
			"of unknown length": b.give(t, io.MultiReader(bytes.NewReader(make([]byte, 500<<10))), ""),
			"packed":            b.give(t, packed(t, 500<<10), "gzip"),
		} {
			require.Equal(t, http.StatusTooManyRequests, w.Code, form)
			require.Equal(t, "1", w.Header().Get("Retry-After"), form)
			require.Contains(t, w.Body.String(), `"overloaded"`)
		}
		require.Equal(t, http.StatusOK, b.give(t, bytes.NewReader(make([]byte, 200<<10)), "").Code)
	}
	greedy := reading(func(in *bytesInput) error { return in.Reserve(300 << 10) })
	require.Equal(t, http.StatusTooManyRequests, greedy.give(t, strings.NewReader("x"), "").Code)
}

// While one is at work its part is taken, and no longer.
func TestOthersHaveTheRestOfTheRoom(t *testing.T) {
	t.Parallel()
	working, end := make(chan struct{}), make(chan struct{})
	b := reading(func(*bytesInput) error {
		select {
		case working <- struct{}{}:
			<-end
		default:
		}
		return nil
	})
	answered := make(chan int, 1)
	go func() { answered <- b.give(t, bytes.NewReader(make([]byte, 100<<10)), "").Code }()
	<-working
	require.Equal(t, http.StatusTooManyRequests, b.give(t, bytes.NewReader(make([]byte, 200<<10)), "").Code)
	require.Equal(t, http.StatusOK, b.give(t, bytes.NewReader(make([]byte, 30<<10)), "").Code)
	close(end)
	require.Equal(t, http.StatusOK, <-answered)
	require.Equal(t, http.StatusOK, b.give(t, bytes.NewReader(make([]byte, 200<<10)), "").Code)
}

func TestTheDocumentSaysWhatIsRead(t *testing.T) {
	t.Parallel()
	raw, err := reading(done).OpenAPI()
	require.NoError(t, err)
	var document struct {
		Paths map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct {
					Schema map[string]any `json:"schema"`
				} `json:"content"`
			} `json:"requestBody"` //nolint:tagliatelle // as OpenAPI spells it
		} `json:"paths"`
	}
	require.NoError(t, json.Unmarshal(raw, &document))
	require.NotEmpty(t, document.Paths["/bytes/"]["post"].RequestBody.Content[jsonType].Schema)
}
