package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/tabletap/console/internal/fault"
)

// cost is what one argon2id hash takes.
type cost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

// present is OWASP's recommendation of the smallest memory: 19 MiB, two passes, one thread
// (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html).
var present = cost{memory: 19 << 10, passes: 2, threads: 1}

// most bounds what a stored hash may ask for, whoever stored it.
var most = cost{memory: 1 << 20, passes: 16, threads: 16}

const (
	saltBytes = 16
	hashBytes = 32

	// openHashes bounds the memory that a crowd at the sign-in can take.
	openHashes = 2
	hashWait   = 5 * time.Second
)

var (
	errHashFormat = errors.New("auth: stored password hash is not one of argon2id")
	errHashBusy   = fault.New(fault.Unavailable, "sign_in_busy", "Too many people are signing in at once. Try again shortly.")
)

// hasher hashes passwords, a few at a time.
type hasher struct {
	cost cost
	open chan struct{}
}

func newHasher() *hasher { return &hasher{cost: present, open: make(chan struct{}, openHashes)} }

// hash gives the PHC string of a password (https://github.com/P-H-C/phc-string-format).
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	p := phc{cost: h.cost, salt: make([]byte, saltBytes), sum: make([]byte, hashBytes)}
	_, _ = rand.Read(p.salt) // never fails
	sum, err := h.derive(ctx, password, p)
	if err != nil {
		return "", err
	}
	p.sum = sum
	return p.String(), nil
}

// verify reports whether the password has the stored hash. It takes as long when nothing is stored, so that nobody can tell
// by the clock which email addresses are known.
func (h *hasher) verify(ctx context.Context, password, stored string) (bool, error) {
	want, err := parsePHC(stored)
	if stored == "" {
		want, err = h.decoy(), nil
	}
	if err != nil {
		return false, err
	}
	got, err := h.derive(ctx, password, want)
	return err == nil && stored != "" && subtle.ConstantTimeCompare(got, want.sum) == 1, err
}

func (h *hasher) decoy() phc {
	p := phc{cost: h.cost, salt: make([]byte, saltBytes), sum: make([]byte, hashBytes)}
	_, _ = rand.Read(p.salt)
	return p
}

// outdated reports a hash that was made at another cost than today's.
func (h *hasher) outdated(stored string) bool {
	p, err := parsePHC(stored)
	return err == nil && p.cost != h.cost
}

// derive waits for its turn. A password is the same in whichever of Unicode's forms a keyboard sends it.
func (h *hasher) derive(ctx context.Context, password string, p phc) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, hashWait)
	defer cancel()
	select {
	case h.open <- struct{}{}:
		defer func() { <-h.open }()
	case <-ctx.Done():
		return nil, errHashBusy.After(time.Second).Because(ctx.Err())
	}
	text := []byte(norm.NFKC.String(password))
	return argon2.IDKey(text, p.salt, p.passes, p.memory, p.threads, uint32(len(p.sum))), nil
}

// phc is a hash with all that it takes to make it again.
type phc struct {
	cost

	salt, sum []byte
}

// String is the form in which it is stored.
func (p phc) String() string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, p.memory, p.passes, p.threads, b64(p.salt), b64(p.sum))
}

func parsePHC(s string) (p phc, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, errHashFormat
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); err != nil {
		return phc{}, errHashFormat
	}
	if p.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return phc{}, errHashFormat
	}
	if p.sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || !p.sane() {
		return phc{}, errHashFormat
	}
	return p, nil
}

func (p phc) sane() bool {
	within := p.memory >= 8 && p.memory <= most.memory && p.passes >= 1 && p.passes <= most.passes &&
		p.threads >= 1 && p.threads <= most.threads
	return within && len(p.salt) >= 8 && len(p.sum) >= 16 && len(p.sum) <= 64
}
