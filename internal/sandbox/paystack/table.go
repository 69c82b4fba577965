package paystack

import (
	"encoding/json"
	"slices"
	"strconv"
)

// keyed is a record that knows what it is found by. An id of 0 is none.
type keyed[T any] interface {
	*T
	keys() (id int64, names []string)
}

// table keeps the records of a kind in the order they were made, found by id and by name: a code, a reference, an email. Keys
// do not change. In the state file it is a list.
type table[T any, P keyed[T]] struct {
	list   []P
	byID   map[int64]P
	byName map[string]P
}

func (t *table[T, P]) put(record P) {
	if t.byID == nil {
		t.byID, t.byName = map[int64]P{}, map[string]P{}
	}
	t.list = append(t.list, record)
	id, names := record.keys()
	if id != 0 {
		t.byID[id] = record
	}
	for _, name := range names {
		t.byName[name] = record
	}
}

// drop removes the record that was put last.
func (t *table[T, P]) drop() {
	record := t.list[len(t.list)-1]
	t.list = t.list[:len(t.list)-1]
	id, names := record.keys()
	delete(t.byID, id)
	for _, name := range names {
		delete(t.byName, name)
	}
}

// named finds a record by one of its names.
func (t *table[T, P]) named(name string) (P, bool) {
	record, ok := t.byName[name]
	return record, ok
}

// find finds a record by its id or one of its names.
func (t *table[T, P]) find(idOrName string) (P, bool) {
	if record, ok := t.byName[idOrName]; ok {
		return record, true
	}
	id, err := strconv.ParseInt(idOrName, 10, 64)
	if err != nil {
		return nil, false
	}
	record, ok := t.byID[id]
	return record, ok
}

// newestFirst lists the records that match.
func (t *table[T, P]) newestFirst(match func(P) bool) []P {
	found := []P{}
	for _, record := range slices.Backward(t.list) {
		if match(record) {
			found = append(found, record)
		}
	}
	return found
}

// MarshalJSON writes the list.
func (t *table[T, P]) MarshalJSON() ([]byte, error) { return json.Marshal(t.list) }

// UnmarshalJSON reads the list and finds everything again.
func (t *table[T, P]) UnmarshalJSON(raw []byte) error {
	var list []P
	if err := json.Unmarshal(raw, &list); err != nil {
		return err
	}
	for _, record := range list {
		if record != nil {
			t.put(record)
		}
	}
	return nil
}
