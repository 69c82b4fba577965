package audit

import (
	"context"
	"fmt"
	"io"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

const (
	// mostExported bounds an export. A restaurant's log has that many entries after years; then its owner takes a year at a time.
	mostExported = 100_000
	// exportPart is how many entries are read at a time: between two parts no connection is held, however slow the reader is.
	exportPart = 1000
)

// Reader is the use cases of those who read the log.
type Reader struct {
	store store
	most  int // entries in a file
}

// NewReader makes one.
func NewReader(db *postgres.DB) *Reader {
	return &Reader{store{shareddb.New(), db}, mostExported}
}

// scopeOf is that of the request's restaurant.
func scopeOf(ctx context.Context) (scope, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return 0, err
	}
	return scope(t.ID), nil
}

// list gives a page and, if there is one, the entry after it.
func (r *Reader) list(ctx context.Context, of scope, f *Filter, page api.CursorParams) ([]entry, error) {
	at, back := page.Position()
	if back {
		return r.store.after(ctx, of, f, *at, page.Limit()+1)
	}
	return r.store.before(ctx, of, f, at, page.Limit()+1)
}

// export prepares a file of all entries that match. It fails with Invalid when they are too many.
func (r *Reader) export(ctx context.Context, of scope, f *Filter, name string) (*api.Download, error) {
	tooMany, err := r.store.moreThan(ctx, of, f, r.most)
	if err != nil {
		return nil, err
	}
	if tooMany {
		return nil, fault.Field(fault.NonField,
			fmt.Sprintf("More than %d entries match. Choose a shorter time with start_date and end_date.", r.most))
	}
	return &api.Download{FileName: name, Write: func(ctx context.Context, w io.Writer) error {
		return r.write(ctx, of, f, w)
	}}, nil
}

func (r *Reader) write(ctx context.Context, of scope, f *Filter, w io.Writer) error {
	file := newFile(w)
	var at *api.Position
	for range r.most/exportPart + 1 {
		part, err := r.store.before(ctx, of, f, at, exportPart)
		if err != nil {
			return err
		}
		for i := range part {
			if err := file.add(&part[i]); err != nil {
				return err
			}
		}
		if len(part) < exportPart {
			break
		}
		at = new(part[len(part)-1].position())
	}
	return file.Flush()
}
