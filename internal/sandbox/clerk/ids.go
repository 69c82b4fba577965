package clerk

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"sync/atomic"
	"time"
)

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

var idCounter atomic.Uint64

// newID makes an id in Clerk's form: a prefix and 27 letters and digits that sort by time of creation, so that lists have
// an order even where several things are made within one millisecond.
func newID(prefix string, at time.Time) string {
	id := make([]byte, 27)
	putBase62(id[:8], uint64(max(at.UnixMilli(), 0)))
	putBase62(id[8:14], idCounter.Add(1))
	random := id[14:]
	for i, b := range randomBytes(len(random)) {
		random[i] = base62[int(b)%len(base62)]
	}
	return prefix + "_" + string(id)
}

func putBase62(dst []byte, n uint64) {
	for i := range slices.Backward(dst) {
		dst[i] = base62[n%uint64(len(base62))]
		n /= uint64(len(base62))
	}
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // it never fails: see crypto/rand
	return b
}

func randomToken() string { return base64.RawURLEncoding.EncodeToString(randomBytes(32)) }

func randomHex(n int) string { return hex.EncodeToString(randomBytes(n)) }

func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func millis(at time.Time) int64 { return at.UnixMilli() }
