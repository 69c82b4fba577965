package check

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

const cleanupName = "clean-up"

// cleanUp deletes what the check made, whatever became of the check: it has time of its own, and Ctrl-C does not end it.
func (r *run) cleanUp(ctx context.Context) {
	made := r.madePeople()
	if len(made) == 0 {
		return
	}
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.cfg.limits.cleanup)
	defer cancel()
	r.print.title("Afterwards")
	var failures []string
	for _, p := range made {
		if err := r.remove(own, p); err != nil {
			failures = append(failures, p.email+": "+err.Error())
		}
	}
	if len(failures) > 0 {
		r.print.line(failed, cleanupName, strings.Join(failures, "; "))
		return
	}
	r.print.line(passed, cleanupName, "restaurants and users of the check are deleted")
}

func (r *run) madePeople() (made []*person) {
	for _, p := range []*person{r.owner, r.other} {
		if p != nil && p.clerkID != "" {
			made = append(made, p)
		}
	}
	return made
}

// remove deletes the restaurant while its owner can still sign in, and then the owner.
func (r *run) remove(ctx context.Context, p *person) error {
	return errors.Join(r.removeRestaurant(ctx, p), r.standIn.deleteUser(ctx, p.clerkID))
}

func (r *run) removeRestaurant(ctx context.Context, p *person) error {
	if p.restaurant.ID == 0 && !r.hasOneNow(ctx, p) {
		return nil
	}
	a, err := r.as(ctx, p, http.MethodDelete, rowPath(p.restaurant.ID), nil)
	if err != nil {
		return err
	}
	if a.status != http.StatusNoContent {
		return a.fail("delete the restaurant "+p.restaurant.Slug+" by hand; "+adviceLog, "expected 204, got %d: %s", a.status, a.reason())
	}
	if a, err = r.as(ctx, p, http.MethodGet, rowPath(p.restaurant.ID), nil); err != nil {
		return err
	}
	if a.status != http.StatusNotFound {
		return a.fail(adviceContract, "answered %d after the restaurant was deleted, expected 404", a.status)
	}
	return nil
}

// hasOneNow looks once more for a restaurant that came too late for its step.
func (r *run) hasOneNow(ctx context.Context, p *person) bool {
	a, err := r.as(ctx, p, http.MethodGet, tenantPath, nil)
	if err != nil || a.status != http.StatusOK {
		return false
	}
	late, err := read[tenantView](a, http.StatusOK, "tenant_id")
	p.restaurant = late
	return err == nil
}
