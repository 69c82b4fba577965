// Package check is the integration check that a person runs against a running server: `tabletap check`. It knows the
// server only from outside, by HTTP and the contract's words, so that it can tell whether the two still agree. It prints a
// line a step, and every failure says what to do about it.
//
// Where the local stand-in for Clerk is at hand it plays the main story through with two restaurants of its own, which it
// deletes again. Elsewhere nothing is created.
package check
