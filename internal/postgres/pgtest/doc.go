// Package pgtest gives each test a database of its own, migrated and empty, on the real PostgreSQL of package testservers.
package pgtest
