package auth

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/webhooks"
)

// source is Clerk's name in the inbox.
const source = "clerk"

// userCreated is the one event that is handled before its sender is answered.
const userCreated = "user.created"

// handleEvents registers what is done about each event. The handlers may run in any order and any number of times.
func (s *Service) handleEvents() {
	for event, handle := range map[string]func(context.Context, postgres.Tx, event) (webhooks.Result, error){
		userCreated:                      s.onUserCreated,
		"user.updated":                   s.onUserUpdated,
		"user.deleted":                   s.onUserDeleted,
		"organization.created":           s.onOrganization,
		"organization.updated":           s.onOrganization,
		"organization.deleted":           s.onOrganizationDeleted,
		"organizationMembership.created": s.onMembership,
		"organizationMembership.updated": s.onMembership,
		"organizationMembership.deleted": s.onMembershipDeleted,
		"session.ended":                  s.onSessionOver,
		"session.removed":                s.onSessionOver,
		"session.revoked":                s.onSessionOver,
	} {
		s.inbox.Handle(source, event, opened(handle))
	}
}

// event is a stored webhook with its envelope opened.
type event struct {
	webhooks.Event

	data json.RawMessage
}

// opened takes the envelope off. It was readable when the signature was checked.
func opened(handle func(context.Context, postgres.Tx, event) (webhooks.Result, error)) webhooks.Handler {
	return func(ctx context.Context, tx postgres.Tx, e webhooks.Event) (webhooks.Result, error) {
		var envelope struct {
			Data json.RawMessage `json:"data"`
		}
		if err := json.Unmarshal(e.Payload, &envelope); err != nil {
			return webhooks.Result{}, fmt.Errorf("auth: stored event: %w", err)
		}
		return handle(ctx, tx, event{Event: e, data: envelope.Data})
	}
}

// answer is what the sender of a webhook is told.
type answer struct {
	Status     string `json:"status"`
	TenantID   int64  `json:"tenant_id,omitempty"`
	SchemaName string `json:"schema_name,omitempty"`
}

const (
	statusSuccess   = "success"
	statusProcessed = "processed"
)

// onUserCreated makes the user and their restaurant. Somebody who was invited to a restaurant, or deleted their account
// meanwhile, gets none.
func (s *Service) onUserCreated(ctx context.Context, tx postgres.Tx, e event) (webhooks.Result, error) {
	person, err := clerk.ParseUser(e.data)
	if err != nil {
		return webhooks.Result{}, err
	}
	n := news{User: person, created: true, by: audit.ByWebhook}
	user, changed, err := s.keep(ctx, tx, n)
	if err != nil {
		return webhooks.Result{}, err
	}
	if user.Deleted || user.Invited || n.invited() {
		return s.done(user, changed), nil
	}
	tenant, schema, err := s.provisioner.ProvisionSignup(ctx, tx, user)
	if err != nil {
		return webhooks.Result{}, fmt.Errorf("restaurant of user %d: %w", user.ID, err)
	}
	result, err := webhooks.Answer(tenant, answer{Status: statusSuccess, TenantID: int64(tenant), SchemaName: schema})
	result.After = s.dropping(user)
	return result, err
}

func (s *Service) onUserUpdated(ctx context.Context, tx postgres.Tx, e event) (webhooks.Result, error) {
	person, err := clerk.ParseUser(e.data)
	if err != nil {
		return webhooks.Result{}, err
	}
	user, changed, err := s.keep(ctx, tx, news{User: person, by: audit.ByWebhook})
	if err != nil {
		return webhooks.Result{}, err
	}
	return s.done(user, changed), nil
}

// onUserDeleted leaves a tombstone, and takes the person off every restaurant's staff.
func (s *Service) onUserDeleted(ctx context.Context, tx postgres.Tx, e event) (webhooks.Result, error) {
	gone, err := clerk.ParseDeleted(e.data)
	if err != nil {
		return webhooks.Result{}, err
	}
	user, err := s.bury(ctx, tx, gone.ID)
	if err != nil {
		return webhooks.Result{}, err
	}
	if err := s.staff.DeactivateEverywhere(ctx, tx, user.ID); err != nil {
		return webhooks.Result{}, fmt.Errorf("memberships of user %d: %w", user.ID, err)
	}
	return s.done(user, true), nil
}

// done is the result of an event that has no answer of its own.
func (s *Service) done(user *User, changed bool) webhooks.Result {
	return webhooks.Result{Ignored: !changed, After: s.dropping(user)}
}

// dropping forgets the user in this process at once; the other instances hear of it by the commit.
func (s *Service) dropping(user *User) func(context.Context) {
	return func(ctx context.Context) { s.bus.Drop(ctx, topicUser, user.ClerkUserID) }
}
