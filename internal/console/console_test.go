package console_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/console"
)

func get(t *testing.T, name string) string {
	t.Helper()
	handler, err := console.Handler(name)
	require.NoError(t, err)
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/"+name+"?x", http.NoBody))
	require.Equal(t, http.StatusOK, answer.Code)
	return answer.Body.String()
}

func TestEveryFileIsServed(t *testing.T) {
	t.Parallel()
	for _, name := range console.Paths {
		require.NotEmpty(t, get(t, name))
	}
	_, err := console.Handler("nothing.html")
	require.Error(t, err)
}

// The Content-Security-Policy allows scripts and styles of our own files only; anything inline would silently not work.
func TestNothingIsInlineAndNothingComesFromElsewhere(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"index.html", "billing.html"} {
		require.NotRegexp(t, `(?i)<style|\sstyle=|\son\w+=|<script(?:[^>]*)>[^<]`, get(t, name))
	}
	for _, name := range console.Paths {
		require.NotRegexp(t, `(?:src|href)="https?://|fetch\(.https?://|\.innerHTML|\.style\b`, get(t, name))
	}
}
