package tenants

import (
	"encoding/json"
	"time"

	"github.com/tabletap/console/internal/access"
)

// Subscription statuses of a restaurant, as the contract names them.
const (
	StatusTrial     = "trial"
	StatusActive    = "active"
	StatusInactive  = "inactive"
	StatusCancelled = "cancelled"
)

// Tenant is a restaurant with all that its owner may read.
type Tenant struct {
	access.Tenant
	Profile
	CreatedOn time.Time
	DeletedAt *time.Time
}

// Profile is what an owner may change.
type Profile struct {
	Name         string
	Slug         string
	Description  string
	ContactEmail string
	ContactPhone string
	BusinessType string
	Currency     string // ISO 4217
	Timezone     string // IANA name
	Address      string
	Phone        string
	Website      string
	Logo         string
	Settings     json.RawMessage // an object
}

// Domain is a host name that leads to a restaurant.
type Domain struct {
	ID        int64
	Domain    string
	TenantID  access.TenantID
	Primary   bool
	CreatedAt time.Time
}

// SubscriptionOpen reports whether t may use what it pays for, at a moment: a trial that has not ended, or an active
// subscription, and no suspension.
func SubscriptionOpen(t *access.Tenant, now time.Time) bool {
	if t.SuspendedAt != nil {
		return false
	}
	switch t.SubscriptionStatus {
	case StatusActive:
		return true
	case StatusTrial:
		return now.Before(t.TrialEnd)
	default:
		return false
	}
}
