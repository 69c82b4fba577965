package analytics

import "cmp"

// ranking is what a chart is mainly about: what its parts are sorted by. People are counted only when it is they.
type ranking string

const (
	byEvents ranking = "events"
	byAmount ranking = "amount"
	byUsers  ranking = "users"
)

// figures are what a chart says of some events.
type figures struct {
	events int64
	amount quantity
	users  int64 // how many different people's doing they were
}

// plus adds up events. People cannot be added up: the same one may be in both.
func (f figures) plus(other figures) figures {
	return figures{events: f.events + other.events, amount: f.amount.plus(other.amount), users: f.users}
}

func (f figures) minus(other figures) figures {
	return figures{events: f.events - other.events, amount: f.amount.minus(other.amount)}
}

// compare orders by the measure, the largest first, and by the number of events after it.
func (f figures) compare(other figures, by ranking) int {
	first := 0
	switch by {
	case byAmount:
		first = other.amount.compare(f.amount)
	case byUsers:
		first = cmp.Compare(other.users, f.users)
	case byEvents:
	}
	return cmp.Or(first, cmp.Compare(other.events, f.events))
}

// share is how much of a whole f is, from 0 to 1; 0 of nothing, and of a whole in which amounts cancel each other out.
func (f figures) share(whole figures, by ranking) float64 {
	part, all := float64(f.events), float64(whole.events)
	switch by {
	case byAmount:
		part, all = f.amount.float(), whole.amount.float()
	case byUsers:
		part, all = float64(f.users), float64(whole.users)
	case byEvents:
	}
	if all <= 0 {
		return 0
	}
	return part / all
}

// Figures are what an answer says of some events.
type Figures struct {
	Events int64  `json:"events" doc:"How many there are"`
	Amount string `json:"amount" doc:"The sum of what their types declare as an amount, such as 42.50"`
	Users  *int64 `json:"users,omitempty" doc:"How many different people's doing they were; only with measure=users"`
}

func (f figures) body(by ranking) Figures {
	b := Figures{Events: f.events, Amount: amountText(f.amount)}
	if by == byUsers {
		b.Users = new(f.users)
	}
	return b
}
