package paystack

import (
	"errors"
	"net/http"

	"github.com/tabletap/console/internal/fault"
)

func notFound(what string, cause error) error { return fault.Missing(what).Because(cause) }

// missing turns Paystack's word that something does not exist into NotFound. For a transaction that may be a 400.
func missing(err error, what string) error {
	e, ok := errors.AsType[*callError](err)
	if !ok || !e.refused {
		return err
	}
	if e.Status == http.StatusNotFound || e.says([]string{"transaction_not_found", "not_found"}, []string{"reference not found"}) {
		return notFound(what, err)
	}
	return err
}
