package tools_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
)

// The two are to be compared: a pair of generate and verify over HTTP, and the two bare statements that it cannot do without.

// pairsAtOnce is a multiple of GOMAXPROCS.
const pairsAtOnce = 8

func BenchmarkGenerateAndVerify(b *testing.B) {
	f := setup(b)
	tenant := f.restaurant(b, "one", f.person(b, "ama"))
	server := httptest.NewServer(f.handler)
	defer server.Close()
	b.SetParallelism(pairsAtOnce)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		client := &http.Client{Transport: &http.Transport{}}
		for pb.Next() {
			var l launch
			post(b, client, server.URL+"/api/tools/sso/generate/", tenant, []byte(`{"tool_id":1}`), &l)
			body, err := json.Marshal(map[string]string{"token": l.Token})
			require.NoError(b, err)
			post(b, client, server.URL+"/api/tools/sso/verify/", tenant, body, nil)
		}
	})
}

func post(b *testing.B, client *http.Client, url string, tenant *access.Tenant, body []byte, into any) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, bytes.NewReader(body))
	require.NoError(b, err)
	r.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer ama"}, "X-Tenant-Id": {tenant.Schema}}
	res, err := client.Do(r)
	require.NoError(b, err)
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	require.NoError(b, err)
	require.Equal(b, http.StatusOK, res.StatusCode, string(answer))
	if into != nil {
		require.NoError(b, json.Unmarshal(answer, into))
	}
}

func BenchmarkBareStatements(b *testing.B) {
	f := setup(b)
	f.restaurant(b, "one", f.person(b, "ama"))
	b.SetParallelism(pairsAtOnce)
	b.ResetTimer()
	var failed atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			hash := make([]byte, 32)
			_, _ = rand.Read(hash)
			_, err := f.db.Pool().Exec(b.Context(), `INSERT INTO one.sso_tokens (jti_hash, member_id, tool_id, created_at, expires_at)
VALUES ($1, 1, 1, now(), now() + interval '1 minute')`, hash)
			require.NoError(b, err)
			tag, err := f.db.Pool().Exec(b.Context(), `UPDATE one.sso_tokens SET used_at = now()
WHERE jti_hash = $1 AND used_at IS NULL AND expires_at > now()`, hash)
			if err != nil || tag.RowsAffected() != 1 {
				failed.Add(1)
			}
		}
	})
	require.Zero(b, failed.Load())
}
