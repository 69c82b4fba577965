package tools_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// The two are to be compared: a pair of generate and verify over HTTP, and its two statements alone, on as many connections.

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
	owner := f.person(b, "ama")
	f.restaurant(b, "one", owner)
	config, err := pgxpool.ParseConfig(f.db.URL)
	require.NoError(b, err)
	config.MaxConns = f.db.Pool().Config().MaxConns
	config.ConnConfig.RuntimeParams["search_path"] = "one"
	pool, err := pgxpool.NewWithConfig(b.Context(), config)
	require.NoError(b, err)
	defer pool.Close()
	q, expires := tenantdb.New(), now.Add(time.Minute)
	b.SetParallelism(pairsAtOnce)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			hash := make([]byte, 32)
			_, _ = rand.Read(hash)
			issued, err := q.IssueToken(b.Context(), pool, tenantdb.IssueTokenParams{
				JTIHash: hash, CreatedAt: now, ExpiresAt: expires, MemberID: 1, ToolID: 1,
			})
			require.NoError(b, err)
			require.EqualValues(b, 1, issued)
			_, err = q.RedeemToken(b.Context(), pool, tenantdb.RedeemTokenParams{
				Now: now, JTIHash: hash, MemberID: 1, ToolID: 1, UserID: int64(owner.UserID),
			})
			require.NoError(b, err)
		}
	})
}
