// Package clock is the only place that reads the time of day, so that a test can be a month later.
package clock
