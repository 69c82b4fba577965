// Package walls keeps the house as docs/design.md describes it. Its tests fail when a package imports what it may not,
// when one does not say what it is for, and when SQL breaks a rule that only shows in production: with tenants at two
// versions, or on Citus. Files that Docker reads are tested here too, since there is seldom a Docker to try them with.
package walls
