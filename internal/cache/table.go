package cache

import "github.com/maypok86/otter/v2"

// table is otter's cache for one type of key and value, whatever a Cache is of. Otter for each Cache's own types would be compiled for
// each, and again in every package that imports one with a Cache in it: most of what building the program took.
type table interface {
	GetIfPresent(hash uint64) (entry any, found bool)
	Set(hash uint64, entry any) (old any, isNew bool)
	Invalidate(hash uint64) (old any, found bool)
	InvalidateAll()
	EstimatedSize() int
	CleanUp()
}

// newTable keeps at most size entries. Inlined, it would have otter compiled by whoever calls it.
//
//go:noinline
func newTable(size int) table {
	return otter.Must(&otter.Options[uint64, any]{MaximumSize: size})
}
