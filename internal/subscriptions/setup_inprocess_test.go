package subscriptions_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

// inProcess carries requests to a handler of this process, without a network. What hangs there is given up after a moment; nothing else
// ever times out, however slow the machine is, so that a run with a seed is the same everywhere.
type inProcess struct {
	handler func() http.Handler
	patient bool // nothing hangs there
}

const moment = 2 * time.Millisecond

func (p inProcess) RoundTrip(r *http.Request) (answer *http.Response, err error) {
	ctx := r.Context()
	if !p.patient {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, moment)
		defer cancel()
	}
	defer func() {
		if v := recover(); v != nil {
			if v != http.ErrAbortHandler { //nolint:errorlint // it is thrown, not wrapped
				panic(v)
			}
			answer, err = nil, io.ErrUnexpectedEOF
		}
	}()
	request := r.Clone(ctx)
	request.RequestURI = r.URL.RequestURI()
	if request.Body == nil {
		request.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	p.handler().ServeHTTP(w, request)
	answer = w.Result()
	answer.Body = io.NopCloser(bytes.NewReader(w.Body.Bytes()))
	return answer, nil
}

// through has the service reach Paystack by another road.
func (f *fixture) through(tb testing.TB, road http.RoundTripper) {
	tb.Helper()
	client, err := paystack.NewClient(paystack.ClientConfig{
		URL: f.there.APIURL(), SecretKey: paystacktest.SecretKey, Clock: f.clock, Transport: road,
		Wait: func(context.Context, time.Duration) error { return nil },
	})
	require.NoError(tb, err)
	f.Paystack = client
}
