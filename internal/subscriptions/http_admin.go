package subscriptions

import (
	"strings"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
)

const (
	adminTag  = "Billing, for operators"
	adminPath = "/api/admin/"
)

func (s *Service) registerAdminRoutes(a *api.API) {
	s.registerAdminPlanRoutes(a)
	s.registerAdminPaymentRoutes(a)
	s.registerDisputeRoutes(a)
	s.registerFindingRoutes(a)
	s.registerAdminLedgerRoutes(a)
	s.registerAdminSubscriptionRoutes(a)
}

// decimal reads an amount that an operator sent, and says under its field what is wrong with it.
func decimal(f *fault.Fields, field, text string) int64 {
	minor, ok := parseDecimal(text)
	f.Check(ok, field, "A valid number is required: digits, and at most two after a point.")
	return minor
}

// signed is decimal for what may be below zero.
func signed(f *fault.Fields, field, text string) int64 {
	if rest, negative := strings.CutPrefix(text, "-"); negative {
		return -decimal(f, field, rest)
	}
	return decimal(f, field, text)
}
