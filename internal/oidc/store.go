package oidc

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// store knows the rows of requests. Nothing in it is a restaurant's own: a person chooses the restaurant only on the way.
type store struct{ queries *shareddb.Queries }

var (
	errNoRequest = fault.Missing("This sign-in")
	errNoPerson  = fault.New(fault.Unauthenticated, "user_inactive", "This user is not active.")
)

func (s store) insertRequest(ctx context.Context, q postgres.Querier, r *request) error {
	p := shareddb.InsertOIDCRequestParams{
		ID: r.ID, ToolID: r.ToolID, ClientID: r.ClientID, BrowserHash: r.Browser, RedirectURI: r.RedirectURI, Scopes: r.Scopes,
		State: r.State, Nonce: r.Nonce, CodeChallenge: r.Challenge, Prompt: list(r.Prompt), TenantHint: r.TenantHint,
		UserHint: postgres.OrNull(int64(r.UserHint)), CreatedAt: r.Created, ExpiresAt: r.Expires,
	}
	if r.MaxAge != nil {
		p.MaxAge = new(int64(*r.MaxAge / time.Second))
	}
	return s.queries.InsertOIDCRequest(ctx, q, p)
}

// open is a request that waits for its person.
func (s store) open(ctx context.Context, q postgres.Querier, id string, now time.Time) (*request, error) {
	row, err := s.queries.OpenOIDCRequest(ctx, q, id, now)
	if err != nil {
		return nil, postgres.Missing(err, errNoRequest)
	}
	return requestOf(shareddb.OIDCRequestByCodeRow(row)), nil
}

// byCode is a request whose code was given out, whether it was used or has expired since or not.
func (s store) byCode(ctx context.Context, q postgres.Querier, code string) (*request, error) {
	row, err := s.queries.OIDCRequestByCode(ctx, q, hashed(code))
	if err != nil {
		return nil, postgres.Missing(err, errNoRequest)
	}
	return requestOf(row), nil
}

func requestOf(row shareddb.OIDCRequestByCodeRow) *request {
	r := &request{
		ID: row.ID, ToolID: row.ToolID, ClientID: row.ClientID, Browser: row.BrowserHash, RedirectURI: row.RedirectURI, Scopes: row.Scopes,
		State: row.State, Nonce: row.Nonce, Challenge: row.CodeChallenge, Prompt: row.Prompt, TenantHint: row.TenantHint,
		UserHint: access.UserID(postgres.OrZero(row.UserHint)), Created: row.CreatedAt, Expires: row.ExpiresAt,
		User: access.UserID(postgres.OrZero(row.UserID)), AuthTime: postgres.OrZero(row.AuthTime), Tenant: access.TenantID(postgres.OrZero(row.TenantID)),
		CodeExpires: postgres.OrZero(row.CodeExpiresAt), Grant: postgres.OrZero(row.GrantID), SignIn: row.ClerkSessionID,
	}
	if row.MaxAge != nil {
		r.MaxAge = new(time.Duration(*row.MaxAge) * time.Second)
	}
	return r
}

func (s store) identify(ctx context.Context, q postgres.Querier, r *request) error {
	n, err := s.queries.IdentifyOIDCRequest(ctx, q, shareddb.IdentifyOIDCRequestParams{
		ID: r.ID, UserID: int64(r.User), AuthTime: postgres.OrNull(r.AuthTime), ClerkSessionID: r.SignIn,
	})
	return once(n, err)
}

// finish answers a request, with a code for a restaurant or with neither. It fails with NotFound when it was answered before.
func (s store) finish(ctx context.Context, tx postgres.Querier, r *request, code string, now time.Time) error {
	p := shareddb.FinishOIDCRequestParams{ID: r.ID, Now: now, TenantID: postgres.OrNull(int64(r.Tenant))}
	if code != "" {
		p.CodeHash, p.CodeExpiresAt = hashed(code), new(now.Add(codeLifetime))
	}
	n, err := s.queries.FinishOIDCRequest(ctx, tx, p)
	return once(n, err)
}

func once(n int64, err error) error {
	if err == nil && n == 0 {
		return errNoRequest
	}
	return err
}

func (s store) person(ctx context.Context, q postgres.Querier, id access.UserID) (person, error) {
	row, err := s.queries.OIDCPerson(ctx, q, int64(id))
	if err != nil {
		return person{}, postgres.Missing(err, errNoPerson)
	}
	return person{id, row.Username, row.Email, row.FirstName, row.LastName, row.ImageURL, row.IsVerified}, nil
}

// workplace is a restaurant that somebody may choose.
type workplace struct {
	ID                 access.TenantID
	Schema, Slug, Name string
}

func (s store) workplaces(ctx context.Context, q postgres.Querier, user access.UserID) ([]workplace, error) {
	rows, err := s.queries.OIDCWorkplaces(ctx, q, int64(user), mostWorkplaces)
	places := make([]workplace, len(rows))
	for i, row := range rows {
		places[i] = workplace{access.TenantID(row.ID), row.SchemaName, row.Slug, row.Name}
	}
	return places, err
}

// agreed reports whether the person let the tool know as much before, for the same restaurant.
func (s store) agreed(ctx context.Context, q postgres.Querier, r *request, tenant access.TenantID, now time.Time) (bool, error) {
	return s.queries.AgreedOIDC(ctx, q, shareddb.AgreedOIDCParams{
		UserID: int64(r.User), ToolID: r.ToolID, TenantID: int64(tenant), Scopes: r.Scopes, Now: now,
	})
}

func (s store) purge(ctx context.Context, q postgres.Querier, before, now time.Time) error {
	if _, err := s.queries.DeleteExpiredOIDCRequests(ctx, q, before); err != nil {
		return err
	}
	if _, err := s.queries.DeleteExpiredOIDCTokens(ctx, q, now); err != nil {
		return err
	}
	_, err := s.queries.DeleteExpiredOIDCGrants(ctx, q, now)
	return err
}

// list is never NULL.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
