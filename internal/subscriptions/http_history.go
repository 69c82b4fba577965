package subscriptions

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/api"
)

const (
	paymentPath = "/api/subscriptions/payment/"

	// exportTimeout is for a reader who is not in a hurry, and below what a request may ever take.
	exportTimeout = 50 * time.Second

	aboutHistory = "The newest first. from and to are about when a payment was asked for: days of UTC, the last one whole, or moments with a zone."
)

func (s *Service) registerHistoryRoutes(a *api.API) {
	who := api.Owner().AllForSuperusers().EvenInactive()
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: paymentPath + "history/", ID: "payments-list", Tag: tag, Access: who, Summary: "The restaurant's payments",
		Description: aboutHistory,
	}, s.handlePayments)
	api.HandleDownload(a, api.Route{
		Method: http.MethodGet, Path: paymentPath + "history/export/", ID: "payments-export", Tag: tag, Access: who,
		Summary: "The payments as a file", Timeout: exportTimeout,
		Description: "A CSV of all that match. " + aboutHistory + " A cell that a spreadsheet would take for a formula begins with an apostrophe.",
	}, api.TypeCSV, s.handleExport)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: paymentPath + "{id}/", ID: "payments-get", Tag: tag, Access: who, Summary: "One payment",
	}, s.handlePayment)
}

// HistoryQuery is a HistoryFilter as query parameters. It has to be exported: huma fills no others.
type HistoryQuery struct {
	Status   string `query:"status" doc:"pending, success, failed, abandoned, parked or refunded"`
	Currency string `query:"currency" doc:"Such as GHS"`
	From     string `query:"from" doc:"The first day, or a moment with its zone. Days are those of UTC"`
	To       string `query:"to" doc:"The last day, which counts whole, or the last moment"`
}

func (q *HistoryQuery) filter() (HistoryFilter, error) {
	return ParseHistoryFilter(q.Status, q.Currency, q.From, q.To)
}

type historyInput struct {
	HistoryQuery
	api.PageParams
}

type exportInput struct{ HistoryQuery }

type paymentsOutput struct{ Body api.Page[PaymentBody] }

func (s *Service) handlePayments(ctx context.Context, in *historyInput) (*paymentsOutput, error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	list, count, err := s.Payments(ctx, filter, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]PaymentBody, len(list))
	for i, p := range list {
		rows[i] = writePayment(p)
	}
	return &paymentsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleExport(ctx context.Context, in *exportInput) (*api.Download, error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	return s.ExportPayments(ctx, filter)
}

func (s *Service) handlePayment(ctx context.Context, in *pathInput) (*paymentOutput, error) {
	p, err := s.Payment(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &paymentOutput{writePayment(p)}, nil
}
