package cache

import (
	"hash/maphash"
	"sync"
)

const (
	limitShards = 64
	shardKeys   = 1_024
	evictSample = 16
)

// localLimits holds when each key will have rested. Keys are kept as 64-bit hashes with a seed of this process, so long
// keys take no more memory than short ones and nobody outside can aim for another's.
type localLimits struct {
	seed   maphash.Seed
	shards [limitShards]limitShard
}

type limitShard struct {
	mu   sync.Mutex
	full map[uint64]int64 // microseconds since 1970
}

func newLocalLimits() *localLimits {
	l := &localLimits{seed: maphash.MakeSeed()}
	for i := range l.shards {
		l.shards[i].full = make(map[uint64]int64)
	}
	return l
}

func (l *localLimits) take(key string, r rate, now int64) (wait int64) {
	h := maphash.String(l.seed, key)
	s := &l.shards[h%limitShards]
	s.mu.Lock()
	defer s.mu.Unlock()
	full, known := s.full[h]
	next, wait := r.take(full, now)
	if wait > 0 {
		return wait
	}
	if !known && len(s.full) >= shardKeys {
		s.evict(now)
	}
	s.full[h] = next
	return 0
}

// evict makes room. A key that has rested says nothing, so all of those in the sample go; if there is none, the one that
// will have rested first.
func (s *limitShard) evict(now int64) {
	var victim uint64
	earliest, seen := int64(0), 0
	for h, full := range s.full {
		if full <= now {
			delete(s.full, h)
		}
		if seen == 0 || full < earliest {
			victim, earliest = h, full
		}
		seen++
		if seen == evictSample {
			break
		}
	}
	delete(s.full, victim)
}
