// Package testservers gives tests a real PostgreSQL and a real Redis. `make test` brings up one of each for the whole
// run (see internal/testenv) and names them in TABLETAP_TEST_DATABASE_URL and TABLETAP_TEST_REDIS_URL; without these,
// as in a plain `go test`, a test program starts its own when a test first asks.
//
//	func TestMain(m *testing.M) { os.Exit(testservers.Main(m)) }
//
//	func TestX(t *testing.T) { db := testservers.PostgresURL(t) … }
//
// The servers are shared: a test makes a database of its own, and gives its Redis keys a prefix of their own.
package testservers
