package paystack

import (
	"sync"
)

type faults struct {
	mu      sync.Mutex
	refunds int
	amounts []int64
}

func (f *faults) takeRefund() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refunds == 0 {
		return false
	}
	f.refunds--
	return true
}

func (f *faults) tamper(amount int64) int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.amounts) == 0 {
		return amount
	}
	amount, f.amounts = f.amounts[0], f.amounts[1:]
	return amount
}

type chaos struct{}

// Rates are
type Rates struct{ Repeat, Lose, Late float64 }

func (c *chaos) rate() Rates                                 { return Rates{} }
func (c *chaos) strikes(kind, key string, rate float64) bool { return false }
