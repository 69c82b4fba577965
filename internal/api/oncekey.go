package api

import (
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tabletap/console/internal/access"
)

const (
	idempotencyHeader = "Idempotency-Key"
	replayedHeader    = "Idempotency-Replayed"

	longestKey = 255
	// leaseMargin is for what is done beside the handler: keeping the answer, and clocks that disagree.
	leaseMargin = 15 * time.Second
)

var replayed = []string{"true"}

const aboutKey = "Makes it safe to send this again: within a day, a request with the same key, of the same caller and restaurant, is " +
	"answered as the first one was, with `Idempotency-Replayed: true`, and does nothing. 409 `idempotency_key_reused` when its body is " +
	"another, `idempotency_in_progress` when the first is still at work. Answers of 401, 403, 429 and 5xx are not kept. A UUID will do."

func keyParameter() *huma.Param {
	shortest, longest := 1, longestKey
	return &huma.Param{
		Name: idempotencyHeader, In: "header", Description: aboutKey,
		Schema: &huma.Schema{Type: huma.TypeString, MinLength: &shortest, MaxLength: &longest},
	}
}

// provesCaller reports whether the route knows who is asking before its handler does. On public routes nobody has to say, and where a
// proof alone lets in, it is the proof that may count once: a launch token, a webhook's id.
func (rt *route) provesCaller() bool { return rt.Access.who != public && rt.Access.who != proof }

func idempotencyKey(values []string) (string, error) {
	if len(values) != 1 || values[0] == "" || len(values[0]) > longestKey || strings.ContainsFunc(values[0], unprintable) {
		return "", errKey
	}
	return values[0], nil
}

func unprintable(c rune) bool { return c < ' ' || c > '~' }

// callerOf says whose the key is, and for which restaurant. It is "" for a caller who proves nothing.
func (rt *route) callerOf(c *call, r *http.Request) (string, access.TenantID, error) {
	if c.req.actor != nil {
		var tenant access.TenantID
		if c.req.tenant != nil {
			tenant = c.req.tenant.ID
		}
		return "user:" + strconv.FormatInt(int64(c.req.actor.UserID), 10), tenant, nil
	}
	said := credentials(r.Header.Get(tenantHeader), r.Header.Get("Authorization"))
	if said.ClientID == "" || rt.api.cfg.Programs == nil {
		return "", 0, nil
	}
	return rt.api.cfg.Programs.Program(c.ctx, said)
}

// spelled is a path as its route spells it, with the slash at its end or without.
func (rt *route) spelled(path string) string {
	if strings.HasSuffix(rt.Path, "/") && !strings.HasSuffix(path, "/") {
		return path + "/"
	}
	return path
}

// fingerprint is of everything that says what is asked for, as it came.
func fingerprint(query string, body []byte) (sum [sha256.Size]byte) {
	h := sha256.New()
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(query))))
	h.Write([]byte(query))
	h.Write(body)
	return [sha256.Size]byte(h.Sum(nil))
}
