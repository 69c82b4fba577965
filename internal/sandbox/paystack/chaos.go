package paystack

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"sync"
)

// Rates say how often random faults strike, each from 0 to 1.
type Rates struct {
	Fail   float64 `json:"fail"`   // requests that are answered 500, and nothing happened
	Cut    float64 `json:"cut"`    // requests that take effect and whose answer is lost
	Hang   float64 `json:"hang"`   // requests that take effect and are not answered before the caller gives up
	Lose   float64 `json:"lose"`   // webhooks that are never sent
	Repeat float64 `json:"repeat"` // webhooks that come twice
	Late   float64 `json:"late"`   // webhooks that the next one passes
}

func (r Rates) check() error {
	for _, rate := range []float64{r.Fail, r.Cut, r.Hang, r.Lose, r.Repeat, r.Late} {
		if !(rate >= 0 && rate <= 1) {
			return errors.New("sandbox paystack: a rate is not between 0 and 1")
		}
	}
	return nil
}

// Chaos makes requests and webhooks fail at random from now on; all rates 0 ends it. The n-th request of a route and the n-th
// webhook of a type meet the same fate in every run with the same seed, whatever happens elsewhere in between.
func (s *Server) Chaos(seed uint64, rates Rates) error {
	if err := rates.check(); err != nil {
		return err
	}
	c := &chaos{seed: seed, rates: rates, counts: map[string]uint64{}}
	s.faults.mu.Lock()
	s.faults.chaos = c
	s.faults.mu.Unlock()
	s.webhooks.mu.Lock()
	s.webhooks.chaos = c
	s.webhooks.mu.Unlock()
	return nil
}

// chaos decides by what is asked and how often it was asked before. A nil one never strikes.
type chaos struct {
	seed  uint64
	rates Rates

	mu     sync.Mutex
	counts map[string]uint64
}

func (c *chaos) rate() Rates {
	if c == nil {
		return Rates{}
	}
	return c.rates
}

func (c *chaos) strikes(kind, of string, rate float64) bool {
	return rate > 0 && c != nil && c.roll(kind+" "+of) < rate
}

// roll gives a number from 0 up to 1.
func (c *chaos) roll(about string) float64 {
	c.mu.Lock()
	c.counts[about]++
	n := c.counts[about]
	c.mu.Unlock()
	h := fnv.New64a()
	h.Write([]byte(about))
	h.Write(binary.LittleEndian.AppendUint64(nil, n))
	return rand.New(rand.NewPCG(c.seed, h.Sum64())).Float64()
}

// effect decides what happens to a request.
func (c *chaos) effect(route string) (effect, int) {
	switch {
	case c.strikes("fail", route, c.rate().Fail):
		return fails, http.StatusInternalServerError
	case c.strikes("cut", route, c.rate().Cut):
		return isCut, 0
	case c.strikes("hang", route, c.rate().Hang):
		return hangsAfter, 0
	}
	return noEffect, 0
}
