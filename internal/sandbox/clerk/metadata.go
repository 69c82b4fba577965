package clerk

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// metadataParams are the three kinds of metadata that the API takes.
type metadataParams struct {
	Public  json.RawMessage `json:"public_metadata"`
	Private json.RawMessage `json:"private_metadata"`
	Unsafe  json.RawMessage `json:"unsafe_metadata"`
}

// replace stores each kind that is given.
func (p metadataParams) replace(public, private, unsafe *json.RawMessage) error {
	return p.each(public, private, unsafe, func(_, given json.RawMessage) (json.RawMessage, error) { return given, nil })
}

// merge lays each kind that is given over what is stored; a null removes its key.
func (p metadataParams) merge(public, private, unsafe *json.RawMessage) error {
	return p.each(public, private, unsafe, mergeObjects)
}

type combine func(stored, given json.RawMessage) (json.RawMessage, error)

func (p metadataParams) each(public, private, unsafe *json.RawMessage, how combine) error {
	for _, kind := range []struct {
		name   string
		given  json.RawMessage
		stored *json.RawMessage
	}{
		{"public_metadata", p.Public, public}, {"private_metadata", p.Private, private}, {"unsafe_metadata", p.Unsafe, unsafe},
	} {
		given, err := object(kind.name, kind.given)
		if err != nil {
			return err
		}
		if kind.given == nil || kind.stored == nil {
			continue
		}
		if *kind.stored, err = how(*kind.stored, given); err != nil {
			return err
		}
	}
	return nil
}

// object checks that metadata is a JSON object; null and nothing count as an empty one.
func object(name string, raw json.RawMessage) (json.RawMessage, error) {
	trimmed := bytes.TrimSpace(raw)
	if len(trimmed) == 0 || bytes.Equal(trimmed, []byte("null")) {
		return json.RawMessage("{}"), nil
	}
	if trimmed[0] != '{' {
		return nil, refuse(http.StatusUnprocessableEntity, "form_param_value_invalid", "is invalid",
			name+" must be a valid key-value object.").about(name)
	}
	return trimmed, nil
}

func mergeObjects(stored, given json.RawMessage) (json.RawMessage, error) {
	var under, over map[string]any
	if err := json.Unmarshal(stored, &under); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(given, &over); err != nil {
		return nil, err
	}
	return json.Marshal(overlay(under, over))
}

func overlay(under, over map[string]any) map[string]any {
	if under == nil {
		under = map[string]any{}
	}
	for name, value := range over {
		inner, isObject := value.(map[string]any)
		switch {
		case value == nil:
			delete(under, name)
		case isObject:
			below, _ := under[name].(map[string]any)
			under[name] = overlay(below, inner)
		default:
			under[name] = value
		}
	}
	return under
}
