package idempotency

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/keys"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// store knows the rows, and how answers are sealed.
type store struct {
	queries *shareddb.Queries
	seal    keys.Sealer
}

// claim reports whether the key is the claim's now.
func (s store) claim(ctx context.Context, q postgres.Querier, c *claim, now time.Time) (bool, error) {
	rows, err := s.queries.ClaimIdempotencyKey(ctx, q, shareddb.ClaimIdempotencyKeyParams{
		Scope: c.scope, Fingerprint: c.attempt.Fingerprint[:], Claim: c.token, Now: now,
		LeaseUntil: now.Add(c.attempt.Lease), ExpiresAt: now.Add(Kept),
	})
	return rows > 0, err
}

// look gives the answer, if there is one already, or reports that the key is free to be claimed.
func (s store) look(ctx context.Context, q postgres.Querier, c *claim, now time.Time) (answer *api.Answer, free bool, err error) {
	row, err := s.queries.IdempotencyKey(ctx, q, c.scope)
	switch {
	case fault.Is(err, fault.NotFound), err == nil && !now.Before(row.ExpiresAt):
		return nil, true, nil
	case err != nil:
		return nil, false, err
	case !bytes.Equal(row.Fingerprint, c.attempt.Fingerprint[:]):
		return nil, false, errReused
	case row.Status == nil:
		return nil, !now.Before(row.LeaseUntil), nil
	}
	answer, err = s.open(c.scope, int(*row.Status), row.SealedAnswer)
	return answer, false, err
}

// answerBody is an answer as it is sealed.
type answerBody struct {
	Header http.Header `json:"header"`
	Body   []byte      `json:"body"`
}

// answer reports false for a claim that is another's meanwhile.
func (s store) answer(ctx context.Context, q postgres.Querier, c *claim, a api.Answer) (bool, error) {
	header := a.Header.Clone()
	header.Del("Set-Cookie")     // for whoever asked first
	header.Del("Content-Length") // net/http's to say
	plain, err := json.Marshal(answerBody{header, a.Body})
	if err != nil {
		return false, err
	}
	rows, err := s.queries.AnswerIdempotencyKey(ctx, q, shareddb.AnswerIdempotencyKeyParams{
		Status: int32(a.Status), SealedAnswer: s.seal.Seal(string(c.scope), plain), Scope: c.scope, Claim: c.token,
	})
	return rows > 0, err
}

func (s store) open(scope []byte, status int, sealed []byte) (*api.Answer, error) {
	plain, err := s.seal.Open(string(scope), sealed)
	if err != nil {
		return nil, errLost.Because(err)
	}
	var stored answerBody
	if err := json.Unmarshal(plain, &stored); err != nil {
		return nil, fmt.Errorf("idempotency: stored answer: %w", err)
	}
	return &api.Answer{Status: status, Header: stored.Header, Body: stored.Body}, nil
}

func (s store) release(ctx context.Context, q postgres.Querier, c *claim) error {
	return s.queries.ReleaseIdempotencyKey(ctx, q, c.scope, c.token)
}

// purge deletes at most batch expired keys and says how many it did.
func (s store) purge(ctx context.Context, q postgres.Querier, now time.Time, batch int) (int, error) {
	rows, err := s.queries.PurgeIdempotencyKeys(ctx, q, now, int32(batch))
	return int(rows), err
}
