package main

import (
	"cmp"
	"slices"
	"time"
)

// quantile is the value below which the share q of values lies; 0 when there are none.
func quantile[T cmp.Ordered](values []T, q float64) T {
	if len(values) == 0 {
		var zero T
		return zero
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

func median[T cmp.Ordered](values []T) T { return quantile(values, 0.5) }

func p99[T cmp.Ordered](values []T) T { return quantile(values, 0.99) }

// ratios of pairs that were measured one after the other.
func ratios[T time.Duration | float64](ours, limit []T) []float64 {
	list := make([]float64, len(ours))
	for i := range ours {
		list[i] = float64(ours[i]) / float64(limit[i])
	}
	return list
}
