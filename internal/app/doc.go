// Package app is the composition root: the only place that constructs the parts of the program, connects them and starts
// and stops them. Features do not know each other; where one needs another, the adapter between them is here.
package app
