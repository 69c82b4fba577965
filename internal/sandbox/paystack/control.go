package paystack

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// controlRoutes are the stand-in's own, which Paystack does not have.
func (s *Server) controlRoutes(mux *http.ServeMux) {
	mux.Handle("GET /sandbox/clock", s.guarded(s.getClock))
	mux.Handle("POST /sandbox/clock", s.guarded(s.advanceClock))
	mux.Handle("POST /sandbox/bill", s.guarded(s.billNow))
	mux.Handle("POST /sandbox/pay", s.guarded(s.payNow))
	mux.Handle("POST /sandbox/card", s.guarded(s.setCard))
	mux.Handle("POST /sandbox/faults", s.guarded(s.armFaults))
	mux.Handle("DELETE /sandbox/faults", s.guarded(s.disarmFaults))
	mux.Handle("POST /sandbox/disputes", s.guarded(s.openDispute))
	mux.Handle("POST /sandbox/disputes/{id}/remind", s.guarded(s.remindOfDispute))
	mux.Handle("POST /sandbox/expiring", s.guarded(s.tellExpiring))
	mux.Handle("GET /sandbox/webhooks", s.guarded(s.listWebhooks))
	mux.Handle("POST /sandbox/webhooks/{id}/deliver", s.guarded(s.deliverWebhook))
}

// decode reads the JSON object of a request to the control.
func decode[T any](r *http.Request) (T, error) {
	var into T
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields() // a fault that is misspelt would never strike
	if err := decoder.Decode(&into); err != nil {
		return into, errInvalid("invalid_params", err.Error())
	}
	return into, nil
}

type billed struct {
	Charges int `json:"charges"`
}

func (s *Server) billNow(r *http.Request) (any, int, error) {
	charges, err := s.Bill(r.Context())
	return billed{charges}, http.StatusOK, err
}

type payRequest struct {
	Reference string `json:"reference"`
	Number    string `json:"number"`
}

type payResult struct {
	Paid   bool   `json:"paid"`
	Reason string `json:"reason"` // why not
	Status string `json:"status"` // of the transaction
}

func (s *Server) payNow(r *http.Request) (any, int, error) {
	asked, err := decode[payRequest](r)
	if err != nil {
		return nil, 0, err
	}
	t, attempt, err := s.pay(asked.Reference, asked.Number)
	return payResult{attempt.Paid, attempt.Problem, t.Status}, http.StatusOK, err
}

type cardRequest struct {
	Card    string  `json:"card"`
	Outcome Outcome `json:"outcome"`
}

type nothing struct{}

func (s *Server) setCard(r *http.Request) (any, int, error) {
	asked, err := decode[cardRequest](r)
	if err == nil {
		err = s.SetCard(asked.Card, asked.Outcome)
	}
	return nothing{}, http.StatusOK, err
}

type disputeRequest struct {
	Reference string `json:"reference"`
}

type disputeOpened struct {
	ID int64 `json:"id"`
}

func (s *Server) openDispute(r *http.Request) (any, int, error) {
	asked, err := decode[disputeRequest](r)
	if err != nil {
		return nil, 0, err
	}
	id, err := s.OpenDispute(asked.Reference)
	return disputeOpened{id}, http.StatusCreated, err
}

func (s *Server) remindOfDispute(r *http.Request) (any, int, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, 0, errNotFound("Dispute not found")
	}
	return nothing{}, http.StatusOK, s.RemindOfDispute(id)
}

type expiringTold struct {
	Cards int `json:"cards"`
}

func (s *Server) tellExpiring(*http.Request) (any, int, error) {
	cards, err := s.TellExpiringCards()
	return expiringTold{cards}, http.StatusOK, err
}

func (s *Server) listWebhooks(r *http.Request) (any, int, error) {
	query := r.URL.Query()
	list := []Delivery{}
	for _, d := range s.webhooks.All(query["type"]...) {
		if state := query.Get("state"); state == "" || state == d.State {
			list = append(list, d)
		}
	}
	return list, http.StatusOK, nil
}

func (s *Server) deliverWebhook(r *http.Request) (any, int, error) {
	if _, ok := s.webhooks.Find(r.PathValue("id")); !ok {
		return nil, 0, errNotFound("There is no such webhook, or not any more")
	}
	attempt, err := s.webhooks.Deliver(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, 0, refuse(http.StatusBadGateway, "not_delivered", err.Error())
	}
	return attempt, http.StatusOK, nil
}
