package webhooks

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// Version says how new an event's account of one object is. Versions are compared field by field, in this order.
type Version struct {
	Born time.Time `json:"born"` // when the object was made, where one may take another's place under the same name
	Gone bool      `json:"gone"` // it was deleted, after which nothing can happen to it
	At   time.Time `json:"at"`   // when it last changed
	Rank int       `json:"rank"` // decides between events of the same moment
}

// Compare is negative when v is older than w, and 0 when they are the same.
func (v Version) Compare(w Version) int {
	return cmp.Or(v.Born.Compare(w.Born), compareGone(v.Gone, w.Gone), v.At.Compare(w.At), cmp.Compare(v.Rank, w.Rank))
}

func compareGone(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

// Newer reports whether v is newer than everything that was handled of the object so far, and remembers it as part of tx. The
// object stays locked until tx ends, so that two events about it take turns.
func (i *Inbox) Newer(ctx context.Context, tx postgres.Tx, source, object string, v Version) (bool, error) {
	stored, err := i.store.queries.LockWebhookObject(ctx, tx, shareddb.LockWebhookObjectParams{
		Source: objects(source), Object: object, Now: i.clock.Now(),
	})
	if err != nil {
		return false, err
	}
	last, seen, err := readVersion(stored)
	if err != nil || seen && v.Compare(last) <= 0 {
		return false, err
	}
	return true, i.remember(ctx, tx, source, object, v)
}

func (i *Inbox) remember(ctx context.Context, tx postgres.Tx, source, object string, v Version) error {
	payload, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("webhooks: version of %s: %w", object, err)
	}
	return i.store.queries.SetWebhookObject(ctx, tx, shareddb.SetWebhookObjectParams{
		Source: objects(source), Object: object, Payload: payload, Now: i.clock.Now(),
	})
}

// Last is the newest version that Newer has seen of an object. It reports false when it has seen none.
func (i *Inbox) Last(ctx context.Context, tx postgres.Tx, source, object string) (last Version, seen bool, err error) {
	stored, err := i.store.queries.WebhookObject(ctx, tx, objects(source), object)
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return Version{}, false, nil
	}
	if err != nil {
		return Version{}, false, err
	}
	return readVersion(stored)
}

func readVersion(stored []byte) (v Version, seen bool, err error) {
	if len(stored) == 0 {
		return Version{}, false, nil
	}
	if err := json.Unmarshal(stored, &v); err != nil {
		return Version{}, false, fmt.Errorf("webhooks: stored version: %w", err)
	}
	return v, true, nil
}

// objects is the name under which versions lie beside the deliveries of their source: one row an object, which is
// never replayed and must not be cleaned away, because a late event would then pass for news.
func objects(source string) string { return source + "/objects" }
