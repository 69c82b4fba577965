package fault

import "errors"

// Fields collects what is wrong with an input, field by field, so that a caller hears of all of it at once.
//
//	var problems fault.Fields
//	problems.Check(name != "", "name", "This field is required.")
//	return problems.Err()
type Fields struct{ messages map[string][]string }

// Add records a message about a field.
func (f *Fields) Add(name, message string) {
	if f.messages == nil {
		f.messages = make(map[string][]string)
	}
	f.messages[name] = append(f.messages[name], message)
}

// Check records the message unless ok.
func (f *Fields) Check(ok bool, name, message string) {
	if !ok {
		f.Add(name, message)
	}
}

// Merge adds the messages of an Invalid fault in err's chain, under their own fields.
func (f *Fields) Merge(err error) {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return
	}
	for name, messages := range e.Fields {
		for _, message := range messages {
			f.Add(name, message)
		}
	}
}

// Err is nil when nothing was recorded, else one Invalid fault with every message.
func (f *Fields) Err() error {
	if len(f.messages) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: "invalid", Fields: f.messages}
}
