// Package console is the web pages that the binary carries: for now one, on which somebody signs in, sees their restaurant and
// opens its tools.
package console
