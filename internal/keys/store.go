package keys

import (
	"context"
	"crypto"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// store knows the rows of a kind's keys, and how their private halves are sealed.
type store struct {
	queries   *shareddb.Queries
	seal      Sealer
	kind      Kind
	algorithm algorithm
}

func newStore(seal Sealer, kind Kind) (store, error) {
	a, ok := algorithms[kind.Algorithm]
	if !ok {
		return store{}, fmt.Errorf("keys: no keys for %q", kind.Algorithm)
	}
	return store{shareddb.New(), seal, kind, a}, nil
}

func (s store) lock(ctx context.Context, tx postgres.Tx) error {
	return s.queries.LockSigningKeys(ctx, tx)
}

func (s store) ring(ctx context.Context, q postgres.Querier, now time.Time) (Ring, error) {
	rows, err := s.queries.SigningKeys(ctx, q, s.kind.Algorithm, now)
	if err != nil {
		return nil, fmt.Errorf("read signing keys: %w", err)
	}
	ring := make(Ring, len(rows))
	for i, row := range rows {
		public, err := s.algorithm.decodePublic(row.PublicKey)
		if err != nil {
			return nil, damaged(row.Kid, err)
		}
		ring[i] = Signing{
			ID: row.Kid, Public: public, Header: s.kind.header(row.Kid), Created: row.CreatedAt, From: row.ActiveFrom,
			Retired: row.RetiredAt, Expires: row.ExpiresAt,
		}
		ring[i].Private, ring[i].Sealed = s.private(row.Kid, row.SealedPrivateKey)
	}
	return ring, nil
}

// private may fail without harm to the others: what a key signed can be verified without its private half.
func (s store) private(kid string, sealed []byte) (crypto.Signer, error) {
	plain, err := s.seal.Open(kid, sealed)
	if err != nil {
		return nil, unopened(kid, err)
	}
	private, err := s.algorithm.decodePrivate(plain)
	if err != nil {
		return nil, damaged(kid, err)
	}
	return private, nil
}

func unopened(kid string, err error) error {
	return fmt.Errorf("signing key %s cannot be opened: %w: set the SECRET_KEY it was made with, or make a new key with "+
		"`tabletap keys rotate --now`", kid, err)
}

func (s store) insert(ctx context.Context, tx postgres.Tx, k *Signing) error {
	public, err := s.algorithm.encodePublic(k.Public)
	if err != nil {
		return fmt.Errorf("signing key %s: %w", k.ID, err)
	}
	plain, err := s.algorithm.encodePrivate(k.Private)
	if err != nil {
		return fmt.Errorf("signing key %s: %w", k.ID, err)
	}
	return s.queries.InsertSigningKey(ctx, tx, shareddb.InsertSigningKeyParams{
		Kid: k.ID, Algorithm: s.kind.Algorithm, PublicKey: public, SealedPrivateKey: s.seal.Seal(k.ID, plain),
		CreatedAt: k.Created, ActiveFrom: k.From,
	})
}

func (s store) retireOthers(ctx context.Context, tx postgres.Tx, kid string, retired, expires time.Time) error {
	return s.queries.RetireSigningKeys(ctx, tx, shareddb.RetireSigningKeysParams{
		RetiredAt: retired, ExpiresAt: expires, Algorithm: s.kind.Algorithm, ExceptKid: kid,
	})
}

func (s store) deleteExpired(ctx context.Context, q postgres.Querier, now time.Time) error {
	_, err := s.queries.DeleteExpiredSigningKeys(ctx, q, now)
	return err
}
