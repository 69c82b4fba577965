package paystack

import (
	cryptorand "crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
)

const lowercase = "0123456789abcdefghijklmnopqrstuvwxyz"

// newRandom is where codes come from: from the seed and how many ids were given out before, or from the system when it is 0.
func newRandom(seed uint64, lastID int64) io.Reader {
	if seed == 0 {
		return cryptorand.Reader
	}
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	binary.LittleEndian.PutUint64(key[8:], uint64(lastID))
	return rand.NewChaCha8(key)
}

func (c *change) random(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(c.server.random, b); err != nil {
		panic(err) // neither source ever fails
	}
	return b
}

// id gives the next integer id. One sequence serves every kind, so that an id of the wrong kind is found to be wrong.
func (c *change) id() int64 {
	c.undo = append(c.undo, func() { c.LastID-- })
	c.LastID++
	return c.LastID
}

// code makes a code in Paystack's form: a prefix, then n lowercase letters and digits.
func (c *change) code(prefix string, n int) string {
	code := c.random(n)
	for i, b := range code {
		code[i] = lowercase[int(b)%len(lowercase)]
	}
	return prefix + string(code)
}

// uuid makes a reference such as renewals have.
func (c *change) uuid() string {
	b := c.random(16)
	b[6], b[8] = b[6]&0x0f|0x50, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
