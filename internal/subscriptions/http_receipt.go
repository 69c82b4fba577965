package subscriptions

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/subscriptions/receipt"
)

const (
	typeHTML = "text/html; charset=utf-8"
	typePDF  = "application/pdf"

	aboutReceipt = "What was paid, for what, and what went back since, as the ledger has it. 409 not_paid for a payment that was not made."
)

func (s *Service) registerReceiptRoutes(a *api.API) {
	who := api.Owner().AllForSuperusers().EvenInactive()
	api.HandleDownload(a, api.Route{
		Method: http.MethodGet, Path: paymentPath + "{id}/receipt/", ID: "payments-receipt", Tag: tag, Access: who,
		Summary: "The receipt of a payment, as a page to print", Description: aboutReceipt,
	}, typeHTML, s.handleReceiptPage)
	api.HandleDownload(a, api.Route{
		Method: http.MethodGet, Path: paymentPath + "{id}/receipt/pdf/", ID: "payments-receipt-pdf", Tag: tag, Access: who,
		Summary: "The receipt of a payment, as a PDF", Description: aboutReceipt,
	}, typePDF, s.handleReceiptPDF)
}

func (s *Service) handleReceiptPage(ctx context.Context, in *pathInput) (*api.Download, error) {
	file, err := s.receiptFile(ctx, in.ID, ".html", receipt.WritePage)
	if err != nil {
		return nil, err
	}
	file.Inline, file.Policy = true, receipt.Policy
	return file, nil
}

func (s *Service) handleReceiptPDF(ctx context.Context, in *pathInput) (*api.Download, error) {
	return s.receiptFile(ctx, in.ID, ".pdf", receipt.WritePDF)
}

// receiptFile draws a receipt. It is drawn before the first byte leaves, so that a failure is answered as one.
func (s *Service) receiptFile(
	ctx context.Context, id int64, extension string, draw func(io.Writer, *receipt.Receipt) error,
) (*api.Download, error) {
	r, err := s.Receipt(ctx, id)
	if err != nil {
		return nil, err
	}
	var drawn bytes.Buffer
	if err := draw(&drawn, r); err != nil {
		return nil, err
	}
	return &api.Download{FileName: "receipt-" + r.Number + extension, Write: func(_ context.Context, w io.Writer) error {
		_, err := drawn.WriteTo(w)
		return err
	}}, nil
}
