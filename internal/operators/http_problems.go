package operators

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerProblemRoute(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/admin/problems/", ID: "admin-problems", Tag: "Problems", Access: api.Superuser(),
		Summary: "What is wrong now", Description: "The worst first, and of those the longest. A check that failed or took too long is in the list " +
			"itself. About caches, only this instance is asked.",
	}, s.handleProblems)
}

type problemBody struct {
	Code     string     `json:"code" doc:"A stable word, such as webhooks_parked"`
	Severity string     `json:"severity" enum:"critical,warning,info"`
	Title    string     `json:"title"`
	Detail   string     `json:"detail" doc:"What to do"`
	Count    int64      `json:"count"`
	Since    *time.Time `json:"since" nullable:"true" doc:"null where nobody knows"`
	Link     string     `json:"link_kind" doc:"webhooks, jobs, migrations, findings, disputes, subscriptions or keys; empty for nothing"`
}

type problemsOutput struct {
	Body struct {
		OK       bool          `json:"ok" doc:"Whether nothing is wrong but what somebody may want to know"`
		Checked  time.Time     `json:"checked_at"`
		Problems []problemBody `json:"problems" nullable:"false"`
	}
}

func (s *Service) handleProblems(ctx context.Context, _ *struct{}) (*problemsOutput, error) {
	list := s.Problems(ctx)
	out := &problemsOutput{}
	out.Body.OK = !slices.ContainsFunc(list, func(p Problem) bool { return p.Severity != Info })
	out.Body.Checked, out.Body.Problems = s.Clock.Now(), make([]problemBody, len(list))
	for i, p := range list {
		out.Body.Problems[i] = problemBody(p)
	}
	return out, nil
}
