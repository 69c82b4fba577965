package analytics

import "sync"

// recent remembers keys: the latest ones, at least so many as its size and at most twice as many.
type recent[K comparable] struct {
	mu      sync.Mutex
	size    int
	current map[K]struct{}
	before  map[K]struct{}
}

func newRecent[K comparable](size int) *recent[K] {
	return &recent[K]{size: size, current: make(map[K]struct{})}
}

func (r *recent[K]) has(key K) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.current[key]; ok {
		return true
	}
	_, ok := r.before[key]
	if ok {
		r.put(key) // it is asked for, so it stays
	}
	return ok
}

func (r *recent[K]) add(keys ...K) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, key := range keys {
		r.put(key)
	}
}

func (r *recent[K]) put(key K) {
	if len(r.current) >= r.size {
		r.before, r.current = r.current, make(map[K]struct{})
	}
	r.current[key] = struct{}{}
}
