package tools

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// keyStore knows the rows of keys, and how their private halves are sealed.
type keyStore struct {
	queries *shareddb.Queries
	seal    sealer
}

func newKeyStore(seal sealer) keyStore { return keyStore{shareddb.New(), seal} }

func (s keyStore) lock(ctx context.Context, tx postgres.Tx) error {
	return s.queries.LockSigningKeys(ctx, tx)
}

func (s keyStore) ring(ctx context.Context, q postgres.Querier, now time.Time) (keyring, error) {
	rows, err := s.queries.SigningKeys(ctx, q, now)
	if err != nil {
		return nil, fmt.Errorf("read signing keys: %w", err)
	}
	ring := make(keyring, len(rows))
	for i, row := range rows {
		ring[i] = signingKey{
			id: row.Kid, public: row.PublicKey, header: encodeHeader(row.Kid), created: row.CreatedAt, from: row.ActiveFrom,
			retired: row.RetiredAt, expires: row.ExpiresAt,
		}
		ring[i].private, ring[i].sealed = s.private(row)
	}
	return ring, nil
}

// private may fail without harm to the others: what a key signed can be verified without its private half.
func (s keyStore) private(row shareddb.SigningKey) (ed25519.PrivateKey, error) {
	seed, err := s.seal.open(row.Kid, row.SealedPrivateKey)
	if err != nil {
		return nil, err
	}
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("signing key %s is damaged", row.Kid)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func (s keyStore) insert(ctx context.Context, tx postgres.Tx, k *signingKey) error {
	return s.queries.InsertSigningKey(ctx, tx, shareddb.InsertSigningKeyParams{
		Kid: k.id, Algorithm: algorithm, PublicKey: k.public, SealedPrivateKey: s.seal.seal(k.id, k.private.Seed()),
		CreatedAt: k.created, ActiveFrom: k.from,
	})
}

func (s keyStore) retireOthers(ctx context.Context, tx postgres.Tx, kid string, retired, expires time.Time) error {
	return s.queries.RetireSigningKeys(ctx, tx, shareddb.RetireSigningKeysParams{RetiredAt: retired, ExpiresAt: expires, ExceptKid: kid})
}

func (s keyStore) deleteExpired(ctx context.Context, q postgres.Querier, now time.Time) error {
	_, err := s.queries.DeleteExpiredSigningKeys(ctx, q, now)
	return err
}
