package check

import "testing"

func TestPlanFailures(t *testing.T) {
	t.Parallel()
	on := func(body object, line string) func(*fake) broken {
		return func(*fake) broken {
			return broken{endpoint: "GET /api/subscriptions/plans/", with: answers(200, body), line: `plans +GET /api/subscriptions/plans/ ` + line}
		}
	}
	other := func(name string, value any) object {
		body := plan("Basic")
		body[name] = value
		return body
	}
	play(t, map[string]func(*fake) broken{
		"none":              on(list(), "lists no plan  → run `tabletap setup-initial-data`"),
		"a price of zeros":  on(list(plan("Free"), other("price_ngn", "5000.0")), `answered the price "5000\.0" of Basic, which is no decimal`),
		"a price in kobo":   on(list(other("price_ngn", 500000)), `answered number in the field "price_ngn"`),
		"a field is missed": on(list(without(plan("Basic"), "includes_cms")), `answered without the field "includes_cms"`),
	})
}
