package tooltap

import "time"

// Identity is who uses the tool, and in which restaurant.
type Identity struct {
	UserID       int64
	Username     string
	Role         string // the role's name in the restaurant
	Permissions  Permissions
	ToolID       int64
	TenantID     int64
	TenantSchema string // names the restaurant in X-Tenant-ID and in Event.Tenant

	// Profile is there after Redeem; the console does not repeat it when it is asked about a session.
	Profile *Profile
}

// Profile is what a launch tells of a person and a restaurant besides.
type Profile struct {
	Email              string
	FirstName          string
	LastName           string
	DisplayName        string
	Restaurant         string // its name
	RestaurantSlug     string
	SubscriptionStatus string // trial, active, inactive, cancelled
	TrialEnd           time.Time
}

// Permissions is what a role grants: a permission's name to true, false, or a level such as "create". "*" stands for all that are not
// named.
type Permissions map[string]any

// Allow reports whether the permission is granted, at whatever level.
func (p Permissions) Allow(name string) bool {
	switch v := p.of(name).(type) {
	case bool:
		return v
	case string:
		return v != ""
	default:
		return false
	}
}

// Level is the level at which the permission is granted, "" when it has none.
func (p Permissions) Level(name string) string {
	level, _ := p.of(name).(string)
	return level
}

func (p Permissions) of(name string) any {
	if v, ok := p[name]; ok {
		return v
	}
	return p["*"]
}

// Session is a member's use of the tool after a launch.
type Session struct {
	Token     string // to ask about it with; whoever has it and the tool's secret can
	ExpiresAt time.Time
}
