package tools

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerCredentialRoutes(a *api.API) {
	const list = cataloguePath + "{id}/credentials/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "tools-credentials-list", Tag: tag, Access: api.Superuser(),
		Summary: "A tool's secrets, without what they say",
	}, s.handleSecrets)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: list, ID: "tools-credentials-create", Tag: tag, Access: api.Superuser(), Status: http.StatusCreated,
		Summary: "Give a tool a new secret", Description: "It is shown this once. The secrets that the tool has end after overlap_seconds, a day " +
			"unless said otherwise; 0 ends them now. From the first on, the tool has to prove who it is to verify, introspect and revoke.",
	}, s.handleMakeCredentials)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: list + "{secret_id}/", ID: "tools-credentials-delete", Tag: tag, Access: api.Superuser(),
		Status: http.StatusNoContent, Summary: "End a secret now",
	}, s.handleDeleteSecret)
}

type secretBody struct {
	ID      int64      `json:"id"`
	Hint    string     `json:"hint" doc:"The last characters of the secret"`
	Created time.Time  `json:"created_at"`
	Expires *time.Time `json:"expires_at" nullable:"true"`
}

type credentialsBody struct {
	ClientID string     `json:"client_id"`
	Secret   string     `json:"client_secret" doc:"Shown this once"`
	SecretID int64      `json:"secret_id"`
	Previous *time.Time `json:"expires_previous_at" nullable:"true" doc:"When the secrets before this one end; null when there were none"`
}

type (
	secretsInput struct {
		api.PathID
		api.PageParams
	}
	credentialsInput struct {
		api.PathID
		Body struct {
			Overlap *int64 `json:"overlap_seconds,omitempty" minimum:"0" maximum:"2592000"`
		}
	}
	secretInput struct {
		api.PathID
		SecretID int64 `path:"secret_id" minimum:"1"`
	}
	secretsOutput     struct{ Body api.Page[secretBody] }
	credentialsOutput struct{ Body credentialsBody }
)

func (s *Service) handleSecrets(ctx context.Context, in *secretsInput) (*secretsOutput, error) {
	list, err := s.SecretsOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	// There are at most mostSecrets and the newest, so a page is cut from all of them.
	count := int64(len(list))
	list = list[min(in.Offset(), len(list)):min(in.Offset()+in.Limit(), len(list))]
	rows := make([]secretBody, len(list))
	for i, secret := range list {
		rows[i] = secretBody(secret)
	}
	return &secretsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleMakeCredentials(ctx context.Context, in *credentialsInput) (*credentialsOutput, error) {
	overlap := defaultSecretOverlap
	if in.Body.Overlap != nil {
		overlap = time.Duration(*in.Body.Overlap) * time.Second
	}
	made, err := s.MakeCredentials(ctx, in.ID, overlap)
	if err != nil {
		return nil, err
	}
	return &credentialsOutput{credentialsBody{made.ClientID, made.Secret, made.SecretID, made.PreviousExpires}}, nil
}

func (s *Service) handleDeleteSecret(ctx context.Context, in *secretInput) (*struct{}, error) {
	return nil, s.DeleteSecret(ctx, in.ID, in.SecretID)
}
