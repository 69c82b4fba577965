package analytics

import (
	"context"
	"strconv"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// topicTypes is under which instances tell each other that a tool's types changed. The key is the tool's id.
const topicTypes = "event_type"

// registered are a tool's types as events are checked by them, by name.
type registered map[string]*kind

func (s *Service) bindTypes() *cache.Cache[int64, registered] {
	return cache.Bind[int64, registered](s.Bus, topicTypes, func(key string) (int64, error) { return strconv.ParseInt(key, 10, 64) },
		cache.Options{Clock: s.Clock})
}

// kindsOf are the types that the reporter may report.
func (s *Service) kindsOf(ctx context.Context, from *reporter) (kinds, error) {
	if from.tool == 0 {
		return kinds{}, nil
	}
	own, err := s.types.Get(ctx, from.tool, s.loadTypes)
	return kinds{tool: true, own: own}, err
}

func (s *Service) loadTypes(ctx context.Context, tool int64) (registered, error) {
	types, err := s.store.types(ctx, s.DB.SharedQuery(), tool)
	if err != nil {
		return nil, err
	}
	own := make(registered, len(types))
	for i := range types {
		if own[types[i].Name], err = types[i].kind(); err != nil {
			return nil, fault.New(fault.Internal, "broken_type", "").Because(err) // it was good when it was registered
		}
	}
	return own, nil
}

// Types are the types that a tool registered; for staff, those of all tools that their restaurant has.
func (s *Service) Types(ctx context.Context, p Proof) ([]EventType, error) {
	if _, err := access.ActorFrom(ctx); err != nil {
		if p.ClientID == "" {
			return nil, err
		}
		tool, _, err := s.Clients.Authenticate(ctx, p.ClientID, p.Secret)
		if err != nil {
			return nil, err
		}
		return s.store.types(ctx, s.DB.SharedQuery(), tool)
	}
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	tools, err := s.store.toolsWithTypes(ctx, s.DB.SharedQuery())
	if err != nil {
		return nil, err
	}
	var theirs []int64
	for _, tool := range tools {
		has, err := s.Tools.Installed(ctx, t, tool)
		if err != nil {
			return nil, err
		}
		if has {
			theirs = append(theirs, tool)
		}
	}
	return s.store.types(ctx, s.DB.SharedQuery(), theirs...)
}

// PutType registers a type of the tool that the proof is of, or changes it. Events that are stored stay as they are.
func (s *Service) PutType(ctx context.Context, p Proof, t EventType) (*EventType, error) {
	tool, slug, err := s.Clients.Authenticate(ctx, p.ClientID, p.Secret)
	if err != nil {
		return nil, err
	}
	if err := t.validate(); err != nil {
		return nil, err
	}
	t.Tool = tool
	err = s.changeTypes(ctx, tool, slug, func(tx postgres.Tx, types []EventType) (audit.Entry, error) {
		before := findType(types, t.Name)
		now := s.now()
		t.Created, t.Updated = now, now
		action := "event_type.registered"
		switch {
		case before == nil && len(types) >= maxTypes:
			return audit.Entry{}, errTooManyTypes
		case before != nil && before.same(&t):
			t = *before
			return audit.Entry{}, nil
		case before != nil:
			t.Created, action = before.Created, "event_type.changed"
		}
		return typeEntry(action, before, &t), s.store.putType(ctx, tx, &t)
	})
	return &t, err
}

// DeleteType takes a type back. Its events stay; there are no new ones.
func (s *Service) DeleteType(ctx context.Context, p Proof, name string) error {
	tool, slug, err := s.Clients.Authenticate(ctx, p.ClientID, p.Secret)
	if err != nil {
		return err
	}
	return s.changeTypes(ctx, tool, slug, func(tx postgres.Tx, types []EventType) (audit.Entry, error) {
		before := findType(types, name)
		if before == nil {
			return audit.Entry{}, errTypeMissing
		}
		return typeEntry("event_type.deleted", before, nil), s.store.deleteType(ctx, tx, tool, name)
	})
}

// changeTypes makes one change of a tool's types, with its audit line, and has every instance forget them. An entry without an action is
// no change.
func (s *Service) changeTypes(ctx context.Context, tool int64, slug string, change func(postgres.Tx, []EventType) (audit.Entry, error)) error {
	key := strconv.FormatInt(tool, 10)
	err := s.DB.Shared(ctx, func(tx postgres.Tx) error {
		if err := s.store.lockTypes(ctx, tx, tool); err != nil {
			return err
		}
		types, err := s.store.types(ctx, tx, tool)
		if err != nil {
			return err
		}
		entry, err := change(tx, types)
		if err != nil || entry.Action == "" {
			return err
		}
		entry.By, entry.ByName = audit.ByTool, slug
		if err := s.Audit.Record(ctx, tx, entry); err != nil {
			return err
		}
		return s.Bus.Publish(ctx, tx, topicTypes, key)
	})
	if err == nil {
		s.Bus.Drop(ctx, topicTypes, key)
	}
	return err
}

// typeEntry is an entry about a type. Before is nil for a new one, after for one that is gone.
func typeEntry(action string, before, after *EventType) audit.Entry {
	t := after
	if t == nil {
		t = before
	}
	e := auditedType.Entry(action, 0, t.Name)
	e.TargetKey, e.Changes = t.Name, auditedType.Diff(before, after)
	return e
}
