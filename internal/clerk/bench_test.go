package clerk_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkVerify compares a token that was never seen with one that was, and with one nobody signed.
func BenchmarkVerify(b *testing.B) {
	for name, size := range map[string]int{"cold": -1, "cached": 0} {
		b.Run(name, func(b *testing.B) {
			r := newRig(b, size, jwk("a", keyA()))
			token := benchToken(b, r)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Verify(b.Context(), token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkVerifyParallel is many requests of one busy session.
func BenchmarkVerifyParallel(b *testing.B) {
	r := newRig(b, 0, jwk("a", keyA()))
	token := benchToken(b, r)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := r.Verify(b.Context(), token); err != nil {
				b.Error(err)
			}
		}
	})
}

func benchToken(b *testing.B, r rig) string {
	b.Helper()
	token := mint(b, keyA(), header("a"), with(claims(start), object{
		"o":   object{"id": "org_1", "slg": "abc", "rol": "admin", "per": "manage,read", "fpm": "3,2"},
		"fea": "o:dashboard,o:teams",
	}))
	_, err := r.Verify(b.Context(), token)
	require.NoError(b, err)
	return token
}

// BenchmarkWebhookVerify is a delivery of about a kilobyte.
func BenchmarkWebhookVerify(b *testing.B) {
	data := []byte(`{"type":"user.created","timestamp":1777896000000,"data":` + fullUser + `}`)
	w := webhooks(b, start, secret1)
	h := delivered("svix", "msg_1", start, signature(b, secret1, "msg_1", start, data))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Verify(h, data); err != nil {
			b.Fatal(err)
		}
	}
}
