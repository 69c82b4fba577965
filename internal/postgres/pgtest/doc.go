// Package pgtest gives each test a database of its own, migrated and empty, on a real PostgreSQL: the one that
// TABLETAP_TEST_DATABASE_URL names, or one that it starts for the test binary.
package pgtest
