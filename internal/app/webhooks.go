package app

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/webhooks"
)

// WebhookFilter says which webhooks the command line lists; what is empty keeps all.
type WebhookFilter struct {
	Status, Source, Type string
	Tenant               int64
}

// WebhookLine is a delivered webhook in a list.
type WebhookLine struct {
	ID                               int64
	Received                         time.Time
	Source, Type, Status, ExternalID string
	Attempts                         int
	LastError                        string
}

const webhooksPage = 100

// EachWebhook calls fn for at most that many of the webhooks that were delivered, the newest first.
func (a *App) EachWebhook(ctx context.Context, f WebhookFilter, most int, fn func(WebhookLine) error) error {
	filter := webhooks.Filter{Status: f.Status, Source: f.Source, Type: f.Type, Tenant: access.TenantID(f.Tenant)}
	var at *api.Position
	for most > 0 {
		limit := min(most, webhooksPage)
		page, err := a.Inbox.List(ctx, filter, at, false, limit)
		if err != nil {
			return err
		}
		for i := range page {
			if err := fn(webhookLine(&page[i])); err != nil {
				return err
			}
		}
		if len(page) < limit {
			return nil
		}
		most -= len(page)
		at = &api.Position{ID: page[len(page)-1].ID}
	}
	return nil
}

func webhookLine(s *webhooks.Stored) WebhookLine {
	return WebhookLine{
		ID: s.ID, Received: s.Received, Source: s.Source, Type: s.Type, Status: s.Status, ExternalID: s.ExternalID, Attempts: s.Attempts,
		LastError: s.LastError,
	}
}

// DescribeWebhook gives what is known of a delivered webhook, as pairs of label and text. The payload is the last.
func (a *App) DescribeWebhook(ctx context.Context, id int64) ([][2]string, error) {
	s, err := a.Inbox.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	tenant, processed := "-", "-"
	if s.Tenant != nil {
		tenant = strconv.FormatInt(int64(*s.Tenant), 10)
	}
	if s.Processed != nil {
		processed = s.Processed.Format(time.RFC3339)
	}
	payload, format := s.ShowPayload()
	return [][2]string{
		{"id", strconv.FormatInt(s.ID, 10)},
		{"source", s.Source},
		{"external id", s.ExternalID},
		{"type", s.Type},
		{"status", s.Status},
		{"attempts", strconv.Itoa(s.Attempts)},
		{"last error", cmp.Or(s.LastError, "-")},
		{"restaurant", tenant},
		{"received", s.Received.Format(time.RFC3339)},
		{"processed", processed},
		{"result", cmp.Or(string(s.Result), "-")},
		{"payload, " + format, string(payload)},
	}, nil
}

// ReplayWebhook gives a parked, failed or ignored webhook another round of tries.
func (a *App) ReplayWebhook(ctx context.Context, id int64) error { return a.Inbox.Replay(ctx, id) }
