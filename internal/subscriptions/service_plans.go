package subscriptions

import (
	"context"

	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// changePlans runs fn while nobody else changes plans, and makes every instance read them anew.
func (s *Service) changePlans(ctx context.Context, fn func(postgres.Tx, catalogue) error) error {
	err := s.DB.Shared(ctx, func(tx postgres.Tx) error {
		if err := s.store.queries.LockPlans(ctx, tx); err != nil {
			return err
		}
		all, err := s.store.catalogue(ctx, tx)
		if err != nil {
			return err
		}
		if err := fn(tx, all); err != nil {
			return err
		}
		return s.Bus.Publish(ctx, tx, topicPlan, cache.AllKeys)
	})
	if err == nil {
		s.Bus.Drop(ctx, topicPlan, cache.AllKeys)
	}
	return err
}

// addPlan adds the next version of a plan, with the audit line and the job that tells Paystack.
func (s *Service) addPlan(ctx context.Context, tx postgres.Tx, p *Plan) error {
	if err := s.store.insertPlan(ctx, tx, p, s.Clock.Now()); err != nil {
		return err
	}
	e := auditedPlan.Entry("plan.created", p.ID, p.Name)
	e.Changes = auditedPlan.Diff(nil, p)
	if err := s.Audit.Record(ctx, tx, e); err != nil {
		return err
	}
	return s.Queue.Enqueue(ctx, tx, PlanCodesArgs{})
}

// CreatePlan puts a plan of a new type on sale. It fails with Invalid when there is a plan of the type.
func (s *Service) CreatePlan(ctx context.Context, p Plan) (*Plan, error) {
	p.Version = 1
	if err := p.validate(); err != nil {
		return nil, err
	}
	err := s.changePlans(ctx, func(tx postgres.Tx, all catalogue) error {
		if all.newest(p.Type) != nil {
			return fault.Field("plan_type", "There is a plan of this type already: change that one.")
		}
		return s.addPlan(ctx, tx, &p)
	})
	return &p, err
}

// ChangePlan lets fn change the newest version of a plan. What restaurants agreed to never changes: another price, limit or tool makes
// another version, which goes on sale in place of the one before, and whoever is subscribed stays where they are until they move. What
// only describes the plan changes in place.
func (s *Service) ChangePlan(ctx context.Context, id int64, fn func(*Plan)) (changed *Plan, err error) {
	err = s.changePlans(ctx, func(tx postgres.Tx, all catalogue) error {
		before, err := all.find(id)
		if err != nil {
			return err
		}
		if newest := all.newest(before.Type); newest.ID != id {
			return fault.Newf(fault.Conflict, "old_version", "There is a newer version of this plan, %d: change that one.", newest.ID)
		}
		changed = before.clone()
		fn(changed)
		if changed.Type != before.Type {
			return fault.Field("plan_type", "The type of a plan never changes.")
		}
		if err := changed.validate(); err != nil {
			return err
		}
		if changed.sameTerms(before) {
			return s.describePlan(ctx, tx, before, changed)
		}
		return s.replacePlan(ctx, tx, before, changed)
	})
	return changed, err
}

func (s *Service) describePlan(ctx context.Context, tx postgres.Tx, before, after *Plan) error {
	diff := auditedPlan.Diff(before, after)
	if len(diff) == 0 {
		return nil
	}
	if err := s.store.describePlan(ctx, tx, after, s.Clock.Now()); err != nil {
		return err
	}
	e := auditedPlan.Entry("plan.updated", after.ID, after.Name)
	e.Changes = diff
	return s.Audit.Record(ctx, tx, e)
}

func (s *Service) replacePlan(ctx context.Context, tx postgres.Tx, before, after *Plan) error {
	if before.Active {
		if err := s.retire(ctx, tx, before); err != nil {
			return err
		}
	}
	after.Version = before.Version + 1
	return s.addPlan(ctx, tx, after)
}

// RetirePlan takes a plan off sale. Whoever is subscribed to it keeps it.
func (s *Service) RetirePlan(ctx context.Context, id int64) error {
	return s.changePlans(ctx, func(tx postgres.Tx, all catalogue) error {
		p, err := all.find(id)
		if err != nil || !p.Active {
			return err
		}
		return s.retire(ctx, tx, p)
	})
}

func (s *Service) retire(ctx context.Context, tx postgres.Tx, p *Plan) error {
	retired := *p
	retired.Active = false
	if err := s.store.queries.RetirePlan(ctx, tx, s.Clock.Now(), p.ID); err != nil {
		return err
	}
	e := auditedPlan.Entry("plan.retired", p.ID, p.Name)
	e.Changes = auditedPlan.Diff(p, &retired)
	return s.Audit.Record(ctx, tx, e)
}
