// Package config is every setting of the program: one struct, read from the environment and a .env file, checked before
// anything starts, and printed with its secrets hidden.
package config
