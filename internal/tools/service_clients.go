package tools

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// Failed proofs of one address or for one client within a minute; from then on they are answered 429. Good ones always count, so
// that nobody can lock a tool out.
const (
	mostFailedProofs  = 30
	failedProofPeriod = time.Minute
)

func (s *Service) clients(ctx context.Context) (*clients, error) {
	return s.known.clients.Get(ctx, allClients, func(ctx context.Context, _ string) (*clients, error) {
		return s.store.clients(ctx, s.DB.SharedQuery())
	})
}

// ClientByID is the tool with a client id, NotFound when there is none.
func (s *Service) ClientByID(ctx context.Context, clientID string) (*Client, error) {
	all, err := s.clients(ctx)
	if err != nil {
		return nil, err
	}
	if c := all.byID[clientID]; c != nil {
		return c, nil
	}
	return nil, errToolNotFound
}

// CheckSecret fails with Unauthenticated, invalid_client, for an unknown client and for a secret that is not good now, and with
// RateLimited after too many of those.
func (s *Service) CheckSecret(ctx context.Context, clientID, secret string) error {
	_, err := s.client(ctx, Proof{ClientID: clientID, Secret: secret, Given: true})
	return err
}

// client is the tool that a proof proves, nil when none was given.
func (s *Service) client(ctx context.Context, p Proof) (*Client, error) {
	if !p.Given {
		return nil, nil //nolint:nilnil // nobody said who they are, which is no failure
	}
	all, err := s.clients(ctx)
	if err != nil {
		return nil, err
	}
	if c := all.byID[p.ClientID]; c != nil && c.takes(p.Secret, s.Clock.Now()) {
		return c, nil
	}
	return nil, s.failedProof(ctx, p.ClientID)
}

func (s *Service) failedProof(ctx context.Context, clientID string) error {
	for _, key := range []string{"ip:" + access.RequestFrom(ctx).IP, "client:" + sessionKey(hashed(clientID))} {
		ok, wait, err := s.Limiter.Allow(ctx, "tools:proof:"+key, mostFailedProofs, failedProofPeriod)
		if err != nil {
			return fmt.Errorf("tools: limit of proofs: %w", err)
		}
		if !ok {
			return fault.New(fault.RateLimited, "throttled", "Too many failed attempts. Try again later.").After(wait)
		}
	}
	return errClient
}

// mayAsk decides whether whoever asks may ask about a tool's tokens: the tool itself when it has credentials, otherwise anybody who
// holds a token and is no other tool. Once a tool was given credentials it cannot do without, even when all of its secrets are gone.
func (s *Service) mayAsk(ctx context.Context, asking *Client, tool int64) (allowed bool, err error) {
	if asking != nil {
		return asking.ToolID == tool, nil
	}
	all, err := s.clients(ctx)
	if err != nil {
		return false, err
	}
	if c := all.byTool[tool]; c != nil && c.ID != "" {
		return false, errClient
	}
	return true, nil
}

// clientIDOf is "" for a tool without credentials.
func (s *Service) clientIDOf(ctx context.Context, tool int64) (string, error) {
	all, err := s.clients(ctx)
	if err != nil {
		return "", err
	}
	if c := all.byTool[tool]; c != nil {
		return c.ID, nil
	}
	return "", nil
}

// MakeCredentials gives a tool a new secret, and a client id if it has none. The secrets that it has end after the overlap, in which
// the tool takes up the new one; an overlap of nothing ends them at once.
func (s *Service) MakeCredentials(ctx context.Context, tool int64, overlap time.Duration) (*Credentials, error) {
	if overlap < 0 || overlap > longestSecretOverlap {
		return nil, fault.Field("overlap_seconds", fmt.Sprintf("Ensure this value is between 0 and %d.", int(longestSecretOverlap.Seconds())))
	}
	made := &Credentials{Secret: newClientSecret()}
	err := s.changeShared(ctx, func(tx postgres.Tx, keys stale) error {
		keys.add(topicClient, allClients)
		t, err := s.store.lockCatalogue(ctx, tx, tool)
		if err != nil {
			return err
		}
		if made.ClientID, err = s.clientID(ctx, tx, &t); err != nil {
			return err
		}
		return s.addSecret(ctx, tx, tool, made, overlap)
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

func (s *Service) clientID(ctx context.Context, tx postgres.Tx, t *CatalogueTool) (string, error) {
	if t.ClientID != "" {
		return t.ClientID, nil
	}
	id := newClientID()
	return id, s.store.nameClient(ctx, tx, t.ID, id, s.Clock.Now())
}

func (s *Service) addSecret(ctx context.Context, tx postgres.Tx, tool int64, made *Credentials, overlap time.Duration) error {
	now := s.Clock.Now()
	before, err := s.store.secrets(ctx, tx, tool, now)
	if err != nil {
		return err
	}
	if len(before) > 0 {
		made.PreviousExpires = new(now.Add(overlap))
		if err := s.store.expireSecrets(ctx, tx, tool, *made.PreviousExpires); err != nil {
			return err
		}
	}
	if overlap > 0 && len(before) >= mostSecrets {
		return errTooManySecrets
	}
	if made.SecretID, err = s.store.insertSecret(ctx, tx, tool, made.Secret, now); err != nil {
		return err
	}
	return s.recordSecret(ctx, tx, tool, "tool.secret_created", made.SecretID)
}

// SecretsOf lists the secrets of a tool that are good now, the newest first.
func (s *Service) SecretsOf(ctx context.Context, tool int64) ([]Secret, error) {
	if _, err := s.store.catalogueTool(ctx, s.DB.SharedQuery(), tool); err != nil {
		return nil, err
	}
	return s.store.secrets(ctx, s.DB.SharedQuery(), tool, s.Clock.Now())
}

// DeleteSecret ends a secret at once. A tool without any cannot prove itself until it is given another.
func (s *Service) DeleteSecret(ctx context.Context, tool, id int64) error {
	return s.changeShared(ctx, func(tx postgres.Tx, keys stale) error {
		keys.add(topicClient, allClients)
		if err := s.store.deleteSecret(ctx, tx, tool, id); err != nil {
			return err
		}
		return s.recordSecret(ctx, tx, tool, "tool.secret_deleted", id)
	})
}

func (s *Service) recordSecret(ctx context.Context, tx postgres.Tx, tool int64, action string, secret int64) error {
	return s.Audit.Record(ctx, tx, audit.Entry{
		By: operatorOrCLI(ctx), Action: action, TargetType: "tool", TargetID: tool, Changes: map[string]audit.Change{"secret_id": {After: secret}},
	})
}

// operatorOrCLI is whoever the context names; nobody in it means a command.
func operatorOrCLI(ctx context.Context) string {
	if _, err := access.ActorFrom(ctx); err != nil {
		return audit.ByCLI
	}
	return ""
}
