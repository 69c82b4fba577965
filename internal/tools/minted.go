package tools

import (
	"crypto/sha256"
	"sync"
	"time"
)

// mintedKept bounds how many tokens of one lifetime an instance remembers: at about 250 bytes each, 8 MB for both generations.
const mintedKept = 1 << 14

// minted remembers what this instance signed within the last lifetime of a token. Most tokens come back to where they were made,
// and then comparing a hash says what checking the signature again would, at a fiftieth of its price. It proves nothing but the
// signature: whether key, restaurant, member and token still stand is asked as ever.
type minted struct {
	mu         sync.Mutex
	young, old map[[sha256.Size]byte]*claims
	since      time.Time // when young began
}

func (m *minted) add(token string, c *claims, now time.Time) {
	sum := sha256.Sum256([]byte(token))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turn(now)
	if m.young == nil || len(m.young) >= mintedKept {
		m.young, m.old, m.since = map[[sha256.Size]byte]*claims{}, m.young, now
	}
	m.young[sum] = c
}

// find gives the claims of a token that was signed here, nil for any other. They are not the caller's to change.
func (m *minted) find(token string, now time.Time) *claims {
	sum := sha256.Sum256([]byte(token))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turn(now)
	if c := m.young[sum]; c != nil {
		return c
	}
	return m.old[sum]
}

// turn forgets what has expired, a generation at a time.
func (m *minted) turn(now time.Time) {
	switch age := now.Sub(m.since); {
	case age < tokenLifetime:
	case age < 2*tokenLifetime:
		m.young, m.old, m.since = nil, m.young, now
	default:
		m.young, m.old, m.since = nil, nil, now
	}
}
