// Package cli is the program's commands, one file each. A command reads its flags, asks package app for what it needs and prints
// the result; what it does is elsewhere.
package cli
