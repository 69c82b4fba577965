package check

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"
)

type profileView struct {
	ID        int64  `json:"id"`
	Email     string `json:"email"`
	ClerkID   string `json:"clerk_user_id"`
	Superuser bool   `json:"is_superuser"`
}

type tenantView struct {
	ID       int64     `json:"tenant_id"`
	Schema   string    `json:"schema_name"`
	Name     string    `json:"name"`
	Slug     string    `json:"slug"`
	Status   string    `json:"subscription_status"`
	TrialEnd time.Time `json:"trial_end_date"`
	Active   bool      `json:"is_active"`
	Role     string    `json:"role"`
}

// made reports whether the owner is one that this check made, so that more is known of them.
func (r *run) made() bool { return r.owner.session != "" }

func (r *run) profile(ctx context.Context) (string, error) {
	a, err := r.get(ctx, profilePath)
	if err != nil {
		return "", err
	}
	p, err := read[profileView](a, http.StatusOK, profileFields...)
	if err != nil {
		return "", err
	}
	r.owner.profile = p
	if r.made() {
		err = a.same(map[string][2]any{
			"email": {p.Email, r.owner.email}, "clerk_user_id": {p.ClerkID, r.owner.clerkID}, "is_superuser": {p.Superuser, false},
		})
	}
	return fmt.Sprintf("user %d, %s", p.ID, p.Email), err
}

func (r *run) tenant(ctx context.Context) (string, error) {
	a, err := r.get(ctx, tenantPath)
	if err != nil {
		return "", err
	}
	t, err := read[tenantView](a, http.StatusOK, tenantFields...)
	if err != nil {
		return "", err
	}
	r.owner.restaurant = t
	if r.made() {
		err = r.isNew(a, t)
	}
	return fmt.Sprintf("%s, schema %s, %s, as %s", t.Slug, t.Schema, t.Status, t.Role), err
}

// isNew fails unless the restaurant is on trial, and its owner's.
func (r *run) isNew(a *answer, t tenantView) error {
	if !t.TrialEnd.After(r.now()) {
		return a.fail("is TRIAL_DAYS more than 0, and the server's clock right?", "has a trial that ended at %s", t.TrialEnd.Format(time.RFC3339))
	}
	return a.same(map[string][2]any{
		"subscription_status": {t.Status, "trial"}, "is_active": {t.Active, true}, "role": {t.Role, "Owner"},
	})
}

func (r *run) echo(ctx context.Context) (string, error) {
	const word = "tabletap-check"
	a, err := r.as(ctx, r.owner, http.MethodPost, echoPath, map[string]string{"hello": word})
	if err != nil {
		return "", err
	}
	body, err := read[struct {
		Data map[string]any `json:"data_received"`
	}](a, http.StatusOK, echoFields...)
	if err == nil && body.Data["hello"] != word {
		err = a.fail(adviceContract, "did not give back what it received: %v", body.Data)
	}
	return "gives back what it received", err
}

// fieldErrors sends what cannot be stored. A restaurant that came of it would be a failure too.
func (r *run) fieldErrors(ctx context.Context) (string, error) {
	a, err := r.as(ctx, r.owner, http.MethodPost, tenantsPath, map[string]any{"description": "nothing that is required"})
	if err != nil {
		return "", err
	}
	_, err = read[struct {
		Name  []string `json:"name"`
		Email []string `json:"contact_email"`
	}](a, http.StatusBadRequest, "name", "contact_email")
	return "400 with messages by field", err
}

func (r *run) tenants(ctx context.Context) (string, error) {
	a, err := r.get(ctx, tenantsPath)
	if err != nil {
		return "", err
	}
	list, err := readPage[struct{ ID int64 }](a, rowFields...)
	if err != nil {
		return "", err
	}
	ids := make([]int64, len(list))
	for i, t := range list {
		ids[i] = t.ID
	}
	if own := r.owner.restaurant.ID; r.made() && !slices.Equal(ids, []int64{own}) {
		return "", a.fail(adviceContract, "listed the restaurants %v, expected only %d", ids, own)
	}
	return fmt.Sprintf("%d listed", len(list)), nil
}
