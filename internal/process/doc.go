// Package process runs other programs as children that cannot outlive us, and holds what several of our own processes
// need in order not to get in each other's way: lock files, free loopback ports, and finding a child that a killed
// predecessor left behind. PostgreSQL, Redis and the test runner stand on it. It knows none of them.
//
// Works on Linux and macOS; Windows has neither the signals nor the users that it needs.
package process
