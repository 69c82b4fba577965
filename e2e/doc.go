// Package e2e tests the built binary from outside: its commands, what it prints, what it answers over HTTP, and what is left when
// it is stopped or killed. It has only tests. They build the binary once, run it on a real PostgreSQL and Redis or on the
// PostgreSQL that it brings itself, and play Clerk's part with the stand-in.
//
// The harness is in the harness_*_test.go files: startDev and startServe run a server, run and cli run a command to its end, signUp
// makes a person with a restaurant. Whatever a test starts ends with it, also when the test program is killed.
package e2e
