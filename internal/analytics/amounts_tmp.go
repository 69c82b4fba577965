package analytics

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
)

const amountDecimals = 4

func isTypeName(name string) bool { return typePattern.MatchString(name) && len(name) <= maxTypeSize }

const badTypeName = "Must be 1 to 100 of these characters: a-z 0-9 _ . : -"

func parseAmount(value json.RawMessage) (tenThousandths int64, wrong string) {
	q, ok := parseQuantity(strings.Trim(string(value), `"`))
	if !ok {
		return 0, "Must be a number"
	}
	return int64(q.low), ""
}

func zoneNamed(name string) *time.Location { return zoneOf(&access.Tenant{Timezone: name}) }
