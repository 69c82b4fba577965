package oidc

import (
	"context"
	"net/http"

	"github.com/zitadel/oidc/v3/pkg/oidc"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// visit is somebody on the page, on their way from a tool and back.
type visit struct {
	s     *Service
	w     http.ResponseWriter
	r     *http.Request
	req   *request
	actor *access.Actor
	// formed says that a form led here. Browsers hold a form's page to where its submission is redirected, so the way out is then a
	// page of its own.
	formed bool
}

// offer shows the restaurants, or answers at once when there is one, the tool is open there and the person agreed before.
func (v visit) offer(ctx context.Context) error {
	choices, err := v.s.choices(ctx, v.req)
	if why := refused(err); why != nil {
		return v.refuse(ctx, why)
	}
	if err != nil {
		return err
	}
	if len(choices) > 1 {
		return v.ask(ctx, choices, errSelectionRequired())
	}
	only := choices[0]
	if only.Refusal != nil {
		return v.refuse(ctx, only.Refusal)
	}
	agreed, err := v.s.store.agreed(ctx, v.s.DB.SharedQuery(), v.req, only.ID, v.s.Clock.Now())
	if err != nil {
		return err
	}
	if !agreed || v.req.asks() {
		return v.ask(ctx, choices, errConsentRequired())
	}
	return v.goOn(ctx, only.ID)
}

// ask shows the page, unless the tool forbade it.
func (v visit) ask(ctx context.Context, choices []choice, silently *oidc.Error) error {
	if v.req.silent() {
		return v.deny(ctx, silently)
	}
	return v.s.showChoices(v.w, v.r, v.req, v.actor, choices)
}

func (v visit) goOn(ctx context.Context, tenant access.TenantID) error {
	back, err := v.s.grant(ctx, v.req, tenant)
	if err != nil {
		return err
	}
	return v.leave(back)
}

// deny sends the person back with an error.
func (v visit) deny(ctx context.Context, why *oidc.Error) error {
	back, err := v.s.deny(ctx, v.req, why)
	if err != nil {
		return err
	}
	return v.leave(back)
}

// refuse tells the person why not, and offers the way back.
func (v visit) refuse(ctx context.Context, why *fault.Error) error {
	if v.req.silent() {
		return v.deny(ctx, errAccessDenied(why.Code))
	}
	return v.s.showRefusal(v.w, v.r, v.req, why)
}

func (v visit) leave(back string) error {
	if v.formed {
		return v.s.showWayBack(v.w, v.r, v.req, back)
	}
	redirect(v.w, v.r, back)
	return nil
}

// take answers the tool for one of the restaurants that the page offered.
func (v visit) take(ctx context.Context, tenant string) error {
	choices, err := v.s.choices(ctx, v.req)
	if why := refused(err); why != nil {
		return v.refuse(ctx, why)
	}
	if err != nil {
		return err
	}
	for _, c := range choices {
		if subjectOf(access.UserID(c.ID)) != tenant {
			continue
		}
		if c.Refusal != nil {
			return v.refuse(ctx, c.Refusal)
		}
		return v.goOn(ctx, c.ID)
	}
	return v.refuse(ctx, errNotThere)
}
