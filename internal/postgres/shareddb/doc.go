// Package shareddb is the SQL over the shared tables, a file a feature, and what sqlc makes of it. Every name says public.
package shareddb
