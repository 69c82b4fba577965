package check

import (
	"context"
	"net/http"
	"regexp"
)

type planView struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	GHS   string `json:"price_ghs"`
	NGN   string `json:"price_ngn"`
	USD   string `json:"price_usd"`
	Staff int    `json:"max_staff"`
	POS   bool   `json:"includes_pos"`
	Menu  bool   `json:"includes_menu"`
	CMS   bool   `json:"includes_cms"`
}

// tools are those that the plan includes, by slug.
func (p *planView) tools() (slugs []string) {
	for i, included := range []bool{p.POS, p.Menu, p.CMS} {
		if included {
			slugs = append(slugs, defaultTools[i])
		}
	}
	return slugs
}

// entitlement is what a restaurant may use now.
type entitlement struct {
	Plan   string          `json:"plan"`
	Status string          `json:"status"`
	Active bool            `json:"is_active"`
	Tools  map[string]bool `json:"tools"`
}

func (e *entitlement) open() (slugs []string) {
	for _, slug := range defaultTools {
		if e.Tools[slug] {
			slugs = append(slugs, slug)
		}
	}
	return slugs
}

// decimals is a price as the contract writes it.
var decimals = regexp.MustCompile(`^\d+\.\d\d$`)

// plans reads what is on sale, as a visitor does. Which plans there are is the operator's business.
func (r *run) plans(ctx context.Context) (string, error) {
	a, err := r.ask(ctx, http.MethodGet, plansPath, nil, nil)
	if err != nil {
		return "", err
	}
	list, err := readPage[planView](a, planFields...)
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "", a.fail("run `tabletap setup-initial-data`", "lists no plan")
	}
	names := make([]string, len(list))
	for i, plan := range list {
		names[i] = plan.Name
		for _, price := range []string{plan.GHS, plan.NGN, plan.USD} {
			if !decimals.MatchString(price) {
				return "", a.fail(adviceContract, "answered the price %q of %s, which is no decimal such as 15.00", price, plan.Name)
			}
		}
	}
	r.plan = list[0]
	return listed(names), nil
}

// entitled reads what the restaurant may use. A new one may use everything, for its trial.
func (r *run) entitled(ctx context.Context) (string, error) {
	a, err := r.get(ctx, entitledPath)
	if err != nil {
		return "", err
	}
	may, err := read[entitlement](a, http.StatusOK, entitledFields...)
	if err != nil {
		return "", err
	}
	open := may.open()
	if !r.made() {
		return may.Plan + ", " + may.Status + ": " + listed(open), nil
	}
	if err := a.same(map[string][2]any{"status": {may.Status, "trial"}, "is_active": {may.Active, true}}); err != nil {
		return "", err
	}
	return may.Plan + ", " + may.Status + ": " + listed(open), a.all("tool", defaultTools, open)
}
