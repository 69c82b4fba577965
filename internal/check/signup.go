package check

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"time"
)

// signUp makes two users at the stand-in, which tells the server by its webhook.
func (r *run) signUp(ctx context.Context) (string, error) {
	var err error
	if r.owner, err = r.newPerson(ctx, "owner"); err != nil {
		return "", err
	}
	if r.other, err = r.newPerson(ctx, "other"); err != nil {
		return "", err
	}
	return r.owner.email + " and " + r.other.email, nil
}

// newPerson is given back with an error too, so that what was made of it can be deleted.
func (r *run) newPerson(ctx context.Context, name string) (p *person, err error) {
	p = &person{email: "check-" + name + "-" + strings.ToLower(rand.Text()[:12]) + "@example.com"}
	if p.clerkID, err = r.standIn.createUser(ctx, p.email, "Check", name); err != nil {
		return p, err
	}
	p.session, err = r.standIn.signIn(ctx, p.clerkID)
	return p, err
}

// awaitRestaurants waits for what the webhooks make.
func (r *run) awaitRestaurants(ctx context.Context) (string, error) {
	start := r.cfg.Clock.Now()
	limited, cancel := context.WithTimeout(ctx, r.cfg.limits.webhook)
	defer cancel()
	for _, p := range []*person{r.owner, r.other} {
		if err := r.await(limited, p); err != nil {
			return "", err
		}
	}
	return "both have one after " + r.cfg.Clock.Now().Sub(start).Round(time.Millisecond).String(), nil
}

// await asks for p's restaurant until it is there. What cannot become better by waiting is not waited for.
func (r *run) await(ctx context.Context, p *person) error {
	ticker := time.NewTicker(r.cfg.limits.poll)
	defer ticker.Stop()
	last := fail(adviceLog, "no answer in time")
	for {
		p.token = "" // with a fresh one each time
		a, err := r.as(ctx, p, http.MethodGet, tenantPath, nil)
		switch {
		case ctx.Err() != nil:
			return r.tooLate(last)
		case err != nil:
			return err
		case a.status == http.StatusOK:
			p.restaurant, err = read[tenantView](a, http.StatusOK, tenantFields...)
			return err
		case a.status == http.StatusUnauthorized:
			return a.want(http.StatusOK)
		}
		last = a.want(http.StatusOK)
		select {
		case <-ctx.Done():
			return r.tooLate(last)
		case <-ticker.C:
		}
	}
}

func (r *run) tooLate(last error) error {
	saw, _, _ := strings.Cut(last.Error(), "  → ")
	return fail("the webhook must reach the server: CLERK_WEBHOOK_SECRET must be the stand-in's, and its log says what was answered",
		"no restaurant %s after sign-up: %s", r.cfg.limits.webhook, saw)
}
