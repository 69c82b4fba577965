package tools

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// clients reads all tools with their secrets.
func (s store) clients(ctx context.Context, q postgres.Querier) (*clients, error) {
	rows, err := s.shared.Clients(ctx, q)
	if err != nil {
		return nil, err
	}
	all := &clients{byID: map[string]*Client{}, byTool: map[int64]*Client{}}
	for i := range rows {
		r := &rows[i]
		c := all.byTool[r.ID]
		if c == nil {
			c = &Client{
				ToolID: r.ID, ID: postgres.OrZero(r.ClientID), Slug: r.Slug, Name: r.Name, Active: r.IsActive,
				RedirectURIs: r.RedirectUris, PostLogoutRedirectURIs: r.PostLogoutRedirectUris,
			}
			all.byTool[r.ID] = c
			if c.ID != "" {
				all.byID[c.ID] = c
			}
		}
		if r.SecretHash != nil {
			c.secrets = append(c.secrets, clientSecret{r.SecretHash, r.ExpiresAt})
		}
	}
	return all, nil
}

func (s store) secrets(ctx context.Context, q postgres.Querier, tool int64, now time.Time) ([]Secret, error) {
	rows, err := s.shared.ListToolSecrets(ctx, q, tool, now)
	list := make([]Secret, len(rows))
	for i, r := range rows {
		list[i] = Secret{r.ID, r.Hint, r.CreatedAt, r.ExpiresAt}
	}
	return list, err
}

func (s store) insertSecret(ctx context.Context, tx postgres.Tx, tool int64, secret string, now time.Time) (int64, error) {
	return s.shared.InsertToolSecret(ctx, tx, shareddb.InsertToolSecretParams{
		ToolID: tool, SecretHash: hashed(secret), Hint: secret[len(secret)-hintLength:], Now: now,
	})
}

// expireSecrets lets the secrets that a tool has end at a time, unless they end sooner.
func (s store) expireSecrets(ctx context.Context, tx postgres.Tx, tool int64, at time.Time) error {
	_, err := s.shared.ExpireToolSecrets(ctx, tx, at, tool)
	return err
}

func (s store) deleteSecret(ctx context.Context, tx postgres.Tx, tool, id int64) error {
	gone, err := s.shared.DeleteToolSecret(ctx, tx, id, tool)
	if err == nil && gone == 0 {
		return errSecretNotFound
	}
	return err
}

func (s store) nameClient(ctx context.Context, tx postgres.Tx, tool int64, id string, now time.Time) error {
	return s.shared.SetToolClientID(ctx, tx, shareddb.SetToolClientIDParams{ClientID: &id, Now: now, ID: tool})
}

// purgeShared deletes secrets and sign-ins that ended before a time, and gives the tools that there are, in order.
func (s store) purgeShared(ctx context.Context, q postgres.Querier, before, signIns time.Time) ([]int64, error) {
	if _, err := s.shared.DeleteExpiredToolSecrets(ctx, q, before); err != nil {
		return nil, err
	}
	if _, err := s.shared.DeleteEndedSignIns(ctx, q, signIns); err != nil {
		return nil, err
	}
	return s.shared.ToolIDs(ctx, q)
}
