package audit

import (
	"reflect"
	"slices"
)

// fieldsOf lists a struct's fields by name, those of embedded structs among them. Names that several of these have are written with
// the name of the struct.
func fieldsOf(of reflect.Type) map[string]reflect.StructField {
	named := map[string][]ownedField{}
	collect(of, nil, named)
	all := map[string]reflect.StructField{}
	for name, same := range named {
		for _, f := range same {
			if len(same) > 1 {
				name = f.owner + "." + f.Name
			}
			all[name] = f.StructField
		}
	}
	return all
}

type ownedField struct {
	reflect.StructField

	owner string // the name of the struct that it is written in
}

func collect(of reflect.Type, index []int, named map[string][]ownedField) {
	for i := range of.NumField() {
		f := of.Field(i)
		f.Index = append(slices.Clone(index), i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			collect(f.Type, f.Index, named)
			continue
		}
		named[f.Name] = append(named[f.Name], ownedField{f, of.Name()})
	}
}
