package analytics

import (
	"encoding/json"
	"net/netip"
	"time"

	"github.com/tabletap/console/internal/access"
)

// Event is something that happened in a restaurant.
type Event struct {
	ID       int64
	Type     string
	Data     json.RawMessage // an object
	User     access.UserID   // whose doing it was; 0: nobody's in particular
	Tool     int64           // which tool reported it; 0: a member of staff did
	IP       *netip.Addr     // where a member of staff reported it from; nil for tools
	Occurred time.Time
	Received time.Time
}
