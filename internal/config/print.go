package config

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"
)

// Setting is one variable as `tabletap config` shows it.
type Setting struct{ Variable, Value, Default, Help string }

// Settings lists all variables with secrets hidden.
func (c *Config) Settings() []Setting { return settings(reflect.ValueOf(*c)) }

func settings(v reflect.Value) []Setting {
	var list []Setting
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Type.Kind() == reflect.Struct {
			list = append(list, settings(v.Field(i))...)
			continue
		}
		list = append(list, Setting{
			Variable: field.Tag.Get("env"), Value: redact(field.Tag.Get("secret"), text(v.Field(i))),
			Default: field.Tag.Get("envDefault"), Help: field.Tag.Get("help"),
		})
	}
	return list
}

func text(v reflect.Value) string {
	if list, ok := reflect.TypeAssert[[]string](v); ok {
		return strings.Join(list, ",")
	}
	return fmt.Sprint(v.Interface())
}

const hidden = "********"

func redact(how, value string) string {
	switch {
	case how == "" || value == "":
		return value
	case how == "url":
		u, err := url.Parse(value)
		if err != nil || u.Scheme == "" {
			return hidden
		}
		return u.Redacted()
	default:
		return hidden
	}
}

// String shows c without its secrets, so that no log ever holds them.
func (c Config) String() string {
	var b strings.Builder
	for _, s := range c.Settings() {
		fmt.Fprintf(&b, "%s=%s\n", s.Variable, s.Value)
	}
	return b.String()
}

func variableOf(field string) string {
	for _, t := range []reflect.Type{reflect.TypeFor[Config](), reflect.TypeFor[Clerk](), reflect.TypeFor[Paystack]()} {
		if f, ok := t.FieldByName(field); ok && f.Tag.Get("env") != "" {
			return f.Tag.Get("env")
		}
	}
	return field
}
