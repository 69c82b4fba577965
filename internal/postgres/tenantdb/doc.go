// Package tenantdb is the SQL over one restaurant's tables, a file a feature, and what sqlc makes of it. Names of the
// restaurant's tables are unqualified: the Tenant door decides whose they are.
package tenantdb
