// Package clerktest starts a stand-in for Clerk for the length of a test.
package clerktest
