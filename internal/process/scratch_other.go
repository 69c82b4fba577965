//go:build !linux

package process

// inMemory is a folder whose files are in memory, if there is one.
func inMemory() string { return "" }
