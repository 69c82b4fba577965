package paystack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxDepth is how deep objects and lists may be nested. Paystack's own go to about seven.
const maxDepth = 64

// decode reads one JSON value into maps, slices, strings, booleans, nil and json.Number, so that no digit of a number
// is lost. A key that comes twice in an object is an error: which of the two is meant, every reader of the same bytes
// decides for itself, and one of them might be an amount.
func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	v, err := decodeValue(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one JSON value")
	}
	return v, nil
}

func decodeValue(d *json.Decoder, depth int) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return token, nil
	}
	if depth >= maxDepth {
		return nil, fmt.Errorf("nested deeper than %d", maxDepth)
	}
	if delim == '{' {
		return decodeObject(d, depth)
	}
	return decodeList(d, depth)
}

func decodeObject(d *json.Decoder, depth int) (any, error) {
	fields := map[string]any{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, ok := token.(string)
		if !ok {
			return nil, errors.New("a key that is no string")
		}
		if _, twice := fields[name]; twice {
			return nil, fmt.Errorf("the key %.40q comes twice", name)
		}
		if fields[name], err = decodeValue(d, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return fields, err
}

func decodeList(d *json.Decoder, depth int) (any, error) {
	elements := []any{}
	for d.More() {
		v, err := decodeValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		elements = append(elements, v)
	}
	_, err := d.Token()
	return elements, err
}
