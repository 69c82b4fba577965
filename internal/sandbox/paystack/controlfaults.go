package paystack

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// faultsRequest arms what it names.
type faultsRequest struct {
	Fail     *pathFault     `json:"fail"`
	Hang     *pathFault     `json:"hang"`
	Cut      *pathFault     `json:"cut"`
	Tamper   *amountFault   `json:"tamper"`
	Refund   *refundFault   `json:"refund"`
	Webhooks *webhookFaults `json:"webhooks"`
	Chaos    *chaosRequest  `json:"chaos"`
}

type pathFault struct {
	Path   string `json:"path"`
	Times  int    `json:"times"`  // once when 0
	Status int    `json:"status"` // of fail; 500 when 0
	After  bool   `json:"after"`  // of hang
}

type amountFault struct {
	Amount int64 `json:"amount"`
}

type refundFault struct {
	Fail int `json:"fail"`
}

type webhookFaults struct {
	Hold    *bool   `json:"hold"`
	Shuffle *uint64 `json:"shuffle"`
	Drop    *int    `json:"drop"`
	Repeat  *int    `json:"repeat"`
}

type chaosRequest struct {
	Seed  uint64 `json:"seed"`
	Rates Rates  `json:"rates"`
}

func (s *Server) armFaults(r *http.Request) (any, int, error) {
	asked, err := decode[faultsRequest](r)
	if err != nil {
		return nil, 0, err
	}
	if asked.Chaos != nil {
		if err := s.Chaos(asked.Chaos.Seed, asked.Chaos.Rates); err != nil {
			return nil, 0, errInvalid("invalid_params", err.Error())
		}
	}
	s.armPaths(asked)
	if asked.Tamper != nil {
		s.TamperNext(asked.Tamper.Amount)
	}
	if asked.Refund != nil {
		s.FailRefunds(asked.Refund.Fail)
	}
	if asked.Webhooks != nil {
		s.armWebhooks(asked.Webhooks)
	}
	return nothing{}, http.StatusOK, nil
}

func (s *Server) armPaths(asked faultsRequest) {
	if f := asked.Fail; f != nil {
		s.FailNext(f.Path, cmp.Or(f.Times, 1), cmp.Or(f.Status, http.StatusInternalServerError))
	}
	if f := asked.Hang; f != nil {
		s.Hang(f.Path, cmp.Or(f.Times, 1), f.After)
	}
	if f := asked.Cut; f != nil {
		s.Cut(f.Path, cmp.Or(f.Times, 1))
	}
}

// armWebhooks shuffles before it releases, so that one request can do both.
func (s *Server) armWebhooks(asked *webhookFaults) {
	if asked.Drop != nil {
		s.webhooks.DropNext(*asked.Drop)
	}
	if asked.Repeat != nil {
		s.webhooks.RepeatNext(*asked.Repeat)
	}
	if asked.Shuffle != nil {
		s.webhooks.Shuffle(*asked.Shuffle)
	}
	if asked.Hold != nil {
		s.webhooks.setHeld(*asked.Hold)
	}
}

func (s *Server) disarmFaults(*http.Request) (any, int, error) {
	s.ClearFaults()
	return nothing{}, http.StatusOK, nil
}

type clockView struct {
	Now time.Time `json:"now"`
}

func (s *Server) getClock(*http.Request) (any, int, error) {
	return clockView{s.clock.Now()}, http.StatusOK, nil
}

type advanceRequest struct {
	Advance string `json:"advance"`
}

// advanceClock moves the clock and bills what has fallen due by that.
func (s *Server) advanceClock(r *http.Request) (any, int, error) {
	asked, err := decode[advanceRequest](r)
	if err != nil {
		return nil, 0, err
	}
	by, ok := parseAdvance(asked.Advance)
	if !ok {
		return nil, 0, errInvalid("invalid_params", `advance must be a duration above 0, such as "744h", "31d", "2w" or "1d12h"`)
	}
	if s.config.Advance == nil {
		return nil, 0, refuse(http.StatusNotImplemented, "fixed_clock", "This stand-in's clock cannot be moved")
	}
	now, err := s.config.Advance(r.Context(), by)
	if err != nil {
		return nil, 0, err
	}
	_, err = s.Bill(r.Context())
	return clockView{now}, http.StatusOK, err
}

// parseAdvance reads a duration that may begin with weeks and days.
func parseAdvance(text string) (by time.Duration, ok bool) {
	for unit, length := range map[string]time.Duration{"w": 7 * 24 * time.Hour, "d": 24 * time.Hour} {
		number, rest, found := strings.Cut(text, unit)
		if !found {
			continue
		}
		start := strings.LastIndexFunc(number, func(r rune) bool { return r < '0' || r > '9' }) + 1
		n, err := strconv.ParseUint(number[start:], 10, 16)
		if err != nil {
			return 0, false
		}
		by += time.Duration(n) * length
		text = number[:start] + rest
	}
	if text != "" {
		rest, err := time.ParseDuration(text)
		if err != nil {
			return 0, false
		}
		by += rest
	}
	return by, by > 0
}
