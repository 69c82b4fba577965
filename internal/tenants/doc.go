// Package tenants is restaurants: their rows and domains, how one is made with everything in its schema, how one ends, and
// which of them a request is for.
package tenants
