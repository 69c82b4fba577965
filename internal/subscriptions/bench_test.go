package subscriptions_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The hot path of a sign-on: no query, no allocation.
func BenchmarkMayUseTool(b *testing.B) {
	f := setup(b)
	one, trial := f.restaurant(b, "one"), f.restaurant(b, "trial")
	require.NoError(b, f.Activate(b.Context(), one.ID, basic))
	one = f.seen(b, one.ID)
	b.ReportAllocs()
	for b.Loop() {
		code, err := f.Entitlements.MayUseTool(b.Context(), one, "menu")
		if code != "not_in_plan" || err != nil {
			b.Fatal(code, err)
		}
		code, err = f.Entitlements.MayUseTool(b.Context(), trial, "menu")
		if code != "" || err != nil {
			b.Fatal(code, err)
		}
	}
}
