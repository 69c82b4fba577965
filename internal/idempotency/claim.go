package idempotency

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/api"
)

// settleTimeout bounds the end of a claim, for which a caller who may be gone waits.
const settleTimeout = 5 * time.Second

// claim is the right to work on an attempt. The token tells it from the claim of whoever takes over when its lease has run out.
type claim struct {
	keys         *Keys
	attempt      api.Attempt
	scope, token []byte
}

var errLeaseLost = errors.New("another attempt took over when the lease ran out")

// Keep stores the answer for repeats.
func (c *claim) Keep(ctx context.Context, answer api.Answer) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer cancel()
	kept, err := c.keys.store.answer(ctx, c.keys.db.SharedQuery(), c, answer)
	if err == nil && !kept {
		err = errLeaseLost
	}
	if err != nil {
		return fmt.Errorf("idempotency: keep an answer: %w", err)
	}
	return nil
}

// Release lets the next attempt begin as if this one had not.
func (c *claim) Release(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer cancel()
	if err := c.keys.store.release(ctx, c.keys.db.SharedQuery(), c); err != nil {
		return fmt.Errorf("idempotency: release a key: %w", err)
	}
	return nil
}
