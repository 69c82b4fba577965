package subscriptions

import (
	"net/http"
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
	const one = adminPath + "subscriptions/{id}/"
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "freeze/", ID: "admin-subscriptions-freeze", Tag: adminTag, Access: api.Superuser(),
		Summary:     "Freeze a subscription",
		Description: "The tools close and nothing is charged, until somebody takes it back. 409 for a subscription that is over.",
	}, s.handleFreeze)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "unfreeze/", ID: "admin-subscriptions-unfreeze", Tag: adminTag, Access: api.Superuser(),
		Summary: "Take a freezing back", Description: "Also that of a dispute which is still open. What fell due meanwhile is charged now.",
	}, s.handleUnfreeze)
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
