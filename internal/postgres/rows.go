package postgres

import "github.com/tabletap/console/internal/fault"

// Missing says in a feature's own words that a row is not there. Other errors are translated.
func Missing(err error, words *fault.Error) error {
	if err = Translate(err); fault.Is(err, fault.NotFound) {
		return words
	}
	return err
}

// OrNull makes NULL of a zero value, and a field of a body that is left out.
func OrNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// OrZero makes a zero value of NULL, and of a field of a body that was left out.
func OrZero[T any](p *T) T {
	var v T
	if p != nil {
		v = *p
	}
	return v
}
