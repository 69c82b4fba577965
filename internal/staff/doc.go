// Package staff is who works in a restaurant and as what: roles with their permissions, and members. It answers, for every
// request, which place somebody has in a restaurant; a place that was taken away is gone with the next request, on every
// instance.
package staff
