package analytics

import (
	"context"
	"sync"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// idBlock is how many ids a value of the sequence stands for.
const idBlock = 1000

// ids hands out ids of events, from blocks that PostgreSQL gave this process. What is left of a block when the process ends is never used.
type ids struct {
	queries *shareddb.Queries

	mu     sync.Mutex
	blocks []int64 // first ids of the blocks; of the first one some may be used
	used   int64   // of the first block
}

// give gives every row an id.
func (d *ids) give(ctx context.Context, q postgres.Querier, rows []row) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if missing := int64(len(rows)) - d.left(); missing > 0 {
		more, err := d.queries.NextEventIDs(ctx, q, int32((missing+idBlock-1)/idBlock))
		if err != nil {
			return err
		}
		d.blocks = append(d.blocks, more...)
	}
	for i := range rows {
		rows[i].id = d.blocks[0] + d.used
		if d.used++; d.used == idBlock {
			d.blocks, d.used = d.blocks[1:], 0
		}
	}
	return nil
}

func (d *ids) left() int64 { return int64(len(d.blocks))*idBlock - d.used }
