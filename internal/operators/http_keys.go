package operators

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerKeyRoutes(a *api.API) {
	const tag, path = "Signing keys", "/api/admin/keys/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: path, ID: "admin-keys-list", Tag: tag, Access: api.Superuser(),
		Summary: "The keys that sign", Description: "Those of launch tokens, then those of ID tokens, the newest of each first. What is secret of " +
			"them is never shown.",
	}, s.handleKeys)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: path + "rotate/", ID: "admin-keys-rotate", Tag: tag, Access: api.Superuser(), Status: http.StatusCreated,
		Summary: "Make a new key of a kind", Description: "It signs after five minutes, in which tools learn of it; the others verify until what " +
			"they signed has expired. With now it signs at once, for a key that leaked.",
	}, s.handleRotate)
}

type keyBody struct {
	ID        string     `json:"kid"`
	Kind      string     `json:"kind" enum:"launch,id_token" doc:"What it signs"`
	Algorithm string     `json:"algorithm" enum:"EdDSA,RS256"`
	State     string     `json:"state" enum:"next,signing,retired" doc:"next: published, and will sign; retired: verifies what it signed"`
	Readable  bool       `json:"is_readable" doc:"Whether SECRET_KEY opens it. One that it does not open signs nothing: rotate with now"`
	Created   time.Time  `json:"created_at"`
	SignsFrom time.Time  `json:"signs_from"`
	Retired   *time.Time `json:"retired_at" nullable:"true" doc:"When it stops signing; null while no other takes over"`
	Expires   *time.Time `json:"expires_at" nullable:"true" doc:"When it stops verifying; null while no other takes over"`
}

type (
	keysInput  struct{ api.PageParams }
	keysOutput struct{ Body api.Page[keyBody] }
	keyOutput  struct{ Body keyBody }
	keyInput   struct {
		Body struct {
			Kind string `json:"kind" doc:"launch or id_token"`
			Now  bool   `json:"now,omitempty" doc:"Sign with it at once"`
		}
	}
)

func writeKey(k *SigningKey) keyBody {
	return keyBody{
		ID: k.ID, Kind: k.Kind, Algorithm: k.Algorithm, State: k.State, Readable: k.Readable, Created: k.Created, SignsFrom: k.SignsFrom,
		Retired: k.Retired, Expires: k.Expires,
	}
}

func (s *Service) handleKeys(ctx context.Context, in *keysInput) (*keysOutput, error) {
	list, err := s.SigningKeys(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]keyBody, 0, len(list))
	for i := range list[min(in.Offset(), len(list)):min(in.Offset()+in.Limit(), len(list))] {
		rows = append(rows, writeKey(&list[in.Offset()+i]))
	}
	return &keysOutput{api.NewPage(in.PageParams, int64(len(list)), rows)}, nil
}

func (s *Service) handleRotate(ctx context.Context, in *keyInput) (*keyOutput, error) {
	key, err := s.Rotate(ctx, in.Body.Kind, in.Body.Now)
	if err != nil {
		return nil, err
	}
	return &keyOutput{writeKey(key)}, nil
}
