package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
)

// downloads is a route whose file write makes.
func downloads(b *bench, write func(ctx context.Context, w io.Writer) error) {
	HandleDownload(b.API, Route{Method: "GET", Path: "/api/file/", ID: "file", Access: Staff()}, TypeCSV,
		func(context.Context, *nothing) (*Download, error) {
			return &Download{FileName: "Chez Ama, März.csv", Write: write}, nil
		})
}

func fileOf(text string) func(context.Context, io.Writer) error {
	return func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func TestADownload(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	downloads(b, fileOf("a,b\r\n"))
	w := b.ask("GET", "/api/file/", "", as("waiter")...)
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "a,b\r\n", w.Body.String())
	require.Equal(t, TypeCSV, w.Header().Get("Content-Type"))
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	disposition, params, err := mime.ParseMediaType(w.Header().Get("Content-Disposition"))
	require.NoError(t, err)
	require.Equal(t, "attachment", disposition)
	require.Equal(t, "Chez Ama, März.csv", params["filename"])
	require.Equal(t, http.StatusUnauthorized, b.ask("GET", "/api/file/", "").Code)
}

func TestAPageThatIsShown(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	page := &Download{FileName: "page.html", Inline: true, Policy: "style-src 'self'", Write: fileOf("<p>")}
	HandleDownload(b.API, Route{Method: "GET", Path: "/api/page/{id}/", ID: "page", Access: Staff()}, "text/html; charset=utf-8",
		func(_ context.Context, in *struct{ PathID }) (*Download, error) {
			if in.ID > 1 {
				return nil, fault.Missing("This page")
			}
			return page, nil
		})
	w := b.ask("GET", "/api/page/1/", "", as("waiter")...)
	require.Equal(t, "inline; filename=page.html", w.Header().Get("Content-Disposition"))
	require.Equal(t, []string{"style-src 'self'"}, w.Header().Values("Content-Security-Policy"))
	require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
	w = b.ask("GET", "/api/page/2/", "", as("waiter")...)
	require.Equal(t, http.StatusNotFound, w.Code)
	require.Equal(t, noContent, w.Header().Values("Content-Security-Policy"), "a refusal is no page")
}

func TestAnEmptyDownload(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	downloads(b, fileOf(""))
	w := b.ask("GET", "/api/file/", "", as("waiter")...)
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, TypeCSV, w.Header().Get("Content-Type"))
	require.Empty(t, w.Body.String())
}

func TestADownloadThatFailsAtOnceIsAnOrdinaryFailure(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
	}{
		"refused": {fault.New(fault.Conflict, "too_many", "Ask for less."), http.StatusConflict},
		"broken":  {errors.New("what nobody may see"), http.StatusInternalServerError},
		"slow":    {context.DeadlineExceeded, http.StatusServiceUnavailable},
	} {
		b := newBench(nil)
		downloads(b, func(_ context.Context, w io.Writer) error {
			_, err := io.WriteString(w, "the beginning")
			require.NoError(t, err)
			return c.err
		})
		w := b.ask("GET", "/api/file/", "", as("waiter")...)
		require.Equal(t, c.status, w.Code, name)
		require.Contains(t, w.Header()["Content-Type"], jsonType, name)
		require.Empty(t, w.Header().Get("Content-Disposition"), name)
		require.NotContains(t, w.Body.String(), "the beginning", name)
		require.NotContains(t, w.Body.String(), "nobody may see", name)
	}
}

func TestADownloadRefusedByItsHandler(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	HandleDownload(b.API, Route{Method: "GET", Path: "/api/file/", ID: "file", Access: Public()}, TypeCSV,
		func(context.Context, *nothing) (*Download, error) { return nil, fault.Missing("The file") })
	require.Equal(t, http.StatusNotFound, b.ask("GET", "/api/file/", "").Code)
}

// A caller must not take a part for the whole, compressed or not.
func TestADownloadThatFailsLaterIsCutOff(t *testing.T) {
	t.Parallel()
	for _, encoding := range []string{"identity", "gzip"} {
		b := newBench(nil)
		downloads(b, func(_ context.Context, w io.Writer) error {
			if _, err := io.CopyN(w, rand.Reader, 4*heldBack); err != nil {
				return err
			}
			return errors.New("the database went away")
		})
		status, body, err := fetchFile(t, b, encoding)
		require.Equal(t, http.StatusOK, status)
		require.Error(t, err, "%s: %d bytes looked whole", encoding, len(body))
		require.Contains(t, b.log.text(), "the database went away")
	}
}

func TestALongDownload(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("0123456789abcdef", 8*heldBack/16)
	for _, encoding := range []string{"identity", "gzip"} {
		b := newBench(nil)
		downloads(b, fileOf(text))
		status, body, err := fetchFile(t, b, encoding)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, status)
		if encoding == "identity" {
			require.Equal(t, text, string(body))
		} else {
			require.Less(t, len(body), len(text)/10)
		}
	}
}

// fetchFile downloads over a real connection; how the file ended shows in err.
func fetchFile(t *testing.T, b *bench, encoding string) (status int, body []byte, err error) {
	t.Helper()
	server := httptest.NewServer(b.Handler())
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/file/", http.NoBody)
	require.NoError(t, err)
	request.Host = "example.com"
	request.Header.Set("Accept-Encoding", encoding)
	request.Header.Set("Authorization", "Bearer waiter")
	response, err := server.Client().Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err = io.ReadAll(response.Body)
	return response.StatusCode, body, err
}

// A caller who hangs up is nobody's failure.
func TestADownloadThatNobodyReads(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	downloads(b, func(_ context.Context, w io.Writer) error {
		for {
			if _, err := w.Write(make([]byte, heldBack)); err != nil {
				return err
			}
		}
	})
	request := httptest.NewRequest(http.MethodGet, "/api/file/", http.NoBody)
	request.Header.Set("Authorization", "Bearer waiter")
	require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() {
		b.Handler().ServeHTTP(&deafWriter{header: http.Header{}}, request)
	})
	require.Contains(t, b.log.text(), codeGone)
	require.NotContains(t, b.log.text(), `"level":"ERROR"`)
}

type deafWriter struct{ header http.Header }

func (w *deafWriter) Header() http.Header       { return w.header }
func (w *deafWriter) WriteHeader(int)           {}
func (w *deafWriter) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestTheDocumentSaysThatItIsAFile(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	downloads(b, fileOf(""))
	answer := at(t, documentOf(t, b), "paths", "/api/file/", "get", "responses", "200")
	require.Equal(t, map[string]any{"text/csv": map[string]any{"schema": map[string]any{"type": "string"}}}, at(t, answer, "content"))
}

func TestCSV(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c := NewCSV(&out, "name", "note")
	require.NoError(t, c.Row("Ama \"A\", Mensah", "=HYPERLINK(\"x\")"))
	require.NoError(t, c.Row("two\nlines", "+233 20"))
	require.NoError(t, c.Flush())
	require.True(t, strings.HasPrefix(out.String(), "name,note\r\n"))
	rows, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	require.Equal(t, [][]string{
		{"name", "note"}, {"Ama \"A\", Mensah", "'=HYPERLINK(\"x\")"}, {"two\nlines", "'+233 20"},
	}, rows)
}

func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{"=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n", "＝1", "＋1", "－1", "＠x"} {
		require.Equal(t, "'"+cell, Inert(cell))
		require.Equal(t, cell, Live(Inert(cell)))
	}
	for _, cell := range []string{"", "1", "a=1", "'", "'a", "O'Hara", "'=1", "''=1", " =1", "\xff"} {
		require.Equal(t, cell, Live(Inert(cell)), "%q", cell)
	}
	require.Equal(t, "Ama", Inert("Ama"))
	require.Equal(t, "''=1", Inert("'=1"), "or it would come back as a formula")
}

// A long file is bound by how fast it is read, not by the route's timeout or the server's deadlines.
func TestALongFileTakesItsTime(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	HandleDownload(b.API, Route{Method: "GET", Path: "/api/stream/", ID: "file", Access: Staff(), Timeout: time.Millisecond}, TypeCSV,
		func(context.Context, *nothing) (*Download, error) {
			return &Download{FileName: "x.json", Type: "application/x-ndjson", Long: true, Write: func(ctx context.Context, w io.Writer) error {
				if _, err := io.WriteString(w, strings.Repeat("x", 2*heldBack)); err != nil {
					return err
				}
				patience, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
				defer cancel()
				<-patience.Done()
				_, err := io.WriteString(w, "end")
				return errors.Join(err, ctx.Err())
			}}, nil
		}, "application/x-ndjson")
	response := listen(t, b)
	require.Equal(t, "application/x-ndjson", response.Header.Get("Content-Type"))
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NotEmpty(t, body)
	kinds := at(t, documentOf(t, b), "paths", "/api/stream/", "get", "responses", "200", "content")
	require.Len(t, kinds, 2)
}
