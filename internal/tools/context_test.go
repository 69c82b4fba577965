package tools_test

import (
	"context"
	"testing"

	"github.com/tabletap/console/internal/access"
)

// asMember is the context in which a handler runs.
func asMember(tb testing.TB, f *fixture, who string, tenant *access.Tenant) context.Context {
	tb.Helper()
	p := f.world.people[who]
	ctx := access.WithTenant(access.WithActor(tb.Context(), &p.Actor), tenant)
	return access.WithMember(ctx, p.places[tenant.ID])
}
