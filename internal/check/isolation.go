package check

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
)

const adviceIsolation = "do not serve the public with this: restaurants must not see each other; look at who belongs to what with `tabletap tenants show`"

// isolation has a stranger ask for the owner's restaurant by each of its names. The answer must be that of a restaurant that
// does not exist.
func (r *run) isolation(ctx context.Context) (string, error) {
	t := r.owner.restaurant
	nowhere, err := r.asIn(ctx, r.other, "no-such-restaurant", http.MethodGet, tenantPath, nil)
	if err != nil {
		return "", err
	}
	names := []string{t.Slug, t.Schema, strconv.FormatInt(t.ID, 10)}
	for _, name := range names {
		a, err := r.asIn(ctx, r.other, name, http.MethodGet, tenantPath, nil)
		if err != nil {
			return "", err
		}
		if err := a.sameAs(nowhere, "X-Tenant-ID: "+name); err != nil {
			return "", err
		}
	}
	a, err := r.as(ctx, r.other, http.MethodGet, rowPath(t.ID), nil)
	if err != nil {
		return "", err
	}
	if a.status != http.StatusNotFound {
		return "", a.fail(adviceIsolation, "expected 404 for a stranger, got %d", a.status)
	}
	return fmt.Sprintf("a stranger gets 404 by slug, schema name and id (%d)", t.ID), nil
}

// sameAs fails unless the answer is the 404 of what does not exist, to the letter.
func (a *answer) sameAs(nowhere *answer, how string) error {
	if a.status != http.StatusNotFound {
		return a.fail(adviceIsolation, "with %s: expected 404 for a stranger, got %d", how, a.status)
	}
	if nowhere.status != http.StatusNotFound || nowhere.reason() != a.reason() || nowhere.code() != a.code() {
		return a.fail(adviceIsolation, "with %s: a stranger can tell it from a restaurant that does not exist", how)
	}
	return nil
}

// tampered shows a real session token with another signature.
func (r *run) tampered(ctx context.Context) (string, error) {
	forged, ok := alter(r.owner.token)
	if !ok {
		return "", fail(adviceClerk, "the session token is no JWT")
	}
	a, err := r.http.do(ctx, request{method: http.MethodGet, url: r.base + profilePath, token: forged})
	if err != nil {
		return "", err
	}
	return "401 for a session token with another signature", a.refused()
}

func rowPath(id int64) string { return tenantsPath + strconv.FormatInt(id, 10) + "/" }
