package tools_test

import (
	"context"
	"testing"

	"github.com/tabletap/console/internal/access"
)

// asMember is the context in which a handler runs.
func asMember(t testing.TB, f *fixture, who string, tenant *access.Tenant) context.Context {
	t.Helper()
	p := f.world.people[who]
	ctx := access.WithTenant(access.WithActor(t.Context(), &p.Actor), tenant)
	return access.WithMember(ctx, p.places[tenant.ID])
}
