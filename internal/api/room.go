package api

import (
	"sync/atomic"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// requestCost is what a request takes of a Room besides its body: its goroutine, its buffers, what is made of it.
const requestCost = 16 << 10

// errNoRoom is the answer when there is no room: nothing was read, and the same may work a moment later.
var errNoRoom = fault.New(fault.RateLimited, "overloaded", "More arrives than can be stored. Try again in a moment.").After(time.Second)

// Room bounds the memory that the bodies of some routes take together, each part from before it is read until the answer. Without one, callers
// who send faster than their requests can be worked off fill the memory.
type Room struct{ left atomic.Int64 }

// NewRoom makes a room of so many bytes.
func NewRoom(size int64) *Room {
	r := &Room{}
	r.left.Store(size)
	return r
}

// claim is the part of a room that one request has. It is used by that request's goroutine alone. Nothing is taken for callers of whom
// nobody knows who they are: they could keep everybody else out.
type claim struct {
	room *Room
	size int64
}

// take adds to the claim, or fails with errNoRoom and takes nothing.
func (c *claim) take(size int64) error {
	if c.room == nil {
		return nil
	}
	if c.room.left.Add(-size) < 0 {
		c.room.left.Add(size)
		return errNoRoom
	}
	c.size += size
	return nil
}

// giveBack ends the claim.
func (c *claim) giveBack() {
	if c.room != nil {
		c.room.left.Add(c.size)
	}
}
