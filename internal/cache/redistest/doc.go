// Package redistest runs a real redis-server for tests, one that can be killed and started again while a test runs. It
// keeps nothing on disk and ends with the test program, also by kill -9.
//
// Tests that only need some Redis take testservers.RedisURL, which many share.
package redistest
