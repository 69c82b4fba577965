package webhooks

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/tabletap/console/internal/postgres"
)

// TypeUnreadable is the type of a parked delivery whose own nobody could read. A handler of this type, if there is one, gets it when it is
// replayed; without one it then counts as ignored.
const TypeUnreadable = "unreadable"

// Park stores a delivery that is authentic but cannot be read, byte for byte and once, as parked for the reason that cause says. No job is
// made: the same bytes would fail again, until somebody mends the reader and calls Replay. What could not be read of it may be missing:
// without a type it is TypeUnreadable, and without an id it is known by its bytes, so that a repeat is the same delivery. One that was
// stored before stays as it is, whatever became of it.
func (i *Inbox) Park(ctx context.Context, d Delivery, cause error) error {
	if d.Source == "" {
		return errIncomplete
	}
	d = identified(d)
	fresh, id := false, int64(0)
	err := i.db.Shared(ctx, func(tx postgres.Tx) (err error) {
		if id, fresh, err = i.store.insert(ctx, tx, d, i.clock.Now()); err != nil || !fresh {
			return err
		}
		return i.store.fail(ctx, tx, id, StatusParked, cause)
	})
	if err == nil && fresh {
		i.log.ErrorContext(ctx, "webhook parked", "webhook", id, "source", d.Source, "error", cause)
	}
	return err
}

// identified completes a delivery that could be read in part.
func identified(d Delivery) Delivery {
	if d.Payload == nil {
		d.Payload = []byte{}
	}
	if !isText(d.ExternalID) {
		d.ExternalID = ""
	}
	if !isText(d.Type) {
		d.Type = ""
	}
	sum := sha256.Sum256(d.Payload)
	d.ExternalID = cmp.Or(d.ExternalID, "sha256:"+hex.EncodeToString(sum[:]))
	d.Type = cmp.Or(d.Type, TypeUnreadable)
	return d
}

// isText reports whether PostgreSQL can store s as text, in an index too.
func isText(s string) bool {
	const most = 1000
	return utf8.ValidString(s) && !strings.Contains(s, "\x00") && len(s) <= most
}
