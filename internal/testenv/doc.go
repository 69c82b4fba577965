// Testenv runs a command with a PostgreSQL and a Redis at hand, one of each for all test packages:
//
//	go run ./internal/testenv -- go test ./...
//
// It names them in TABLETAP_TEST_DATABASE_URL and TABLETAP_TEST_REDIS_URL, unless these are set already, and exits with
// the command's code. Whatever ends it, Ctrl-C and kill -9 included, leaves no process behind; what kill -9 leaves in
// the folder for temporary files the next run removes. The command leads a process group of its own, so it cannot read
// from a terminal.
package main
