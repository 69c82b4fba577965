package operators

import (
	"context"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/keys"
)

// What keys sign.
const (
	KindLaunch  = "launch"
	KindIDToken = "id_token"
)

// SigningKey is a key with what it signs.
type SigningKey struct {
	keys.Key

	Kind string
}

// kinds are the keys there are, in the order in which they are listed.
func (s *Service) kinds() []struct {
	kind string
	keys SigningKeys
} {
	return []struct {
		kind string
		keys SigningKeys
	}{{KindLaunch, s.Launches}, {KindIDToken, s.IDTokens}}
}

// SigningKeys lists the keys of all kinds, the newest of each first.
func (s *Service) SigningKeys(ctx context.Context) ([]SigningKey, error) {
	list := []SigningKey{}
	for _, k := range s.kinds() {
		all, err := k.keys.Keys(ctx)
		if err != nil {
			return nil, err
		}
		for _, key := range all {
			list = append(list, SigningKey{key, k.kind})
		}
	}
	return list, nil
}

// Rotate makes a new key of a kind, and gives it. With atOnce it signs without the pause in which tools learn of it. It fails with Invalid
// for a kind that there is not.
func (s *Service) Rotate(ctx context.Context, kind string, atOnce bool) (*SigningKey, error) {
	for _, k := range s.kinds() {
		if k.kind != kind {
			continue
		}
		kid, err := k.keys.RotateKeys(ctx, atOnce)
		if err != nil {
			return nil, err
		}
		return s.signingKey(ctx, k.kind, k.keys, kid)
	}
	return nil, fault.Field("kind", `"`+kind+`" is not a valid choice.`)
}

func (s *Service) signingKey(ctx context.Context, kind string, of SigningKeys, kid string) (*SigningKey, error) {
	all, err := of.Keys(ctx)
	for _, key := range all {
		if key.ID == kid {
			return &SigningKey{key, kind}, nil
		}
	}
	if err == nil {
		err = fault.Missing("The new key")
	}
	return nil, err
}
