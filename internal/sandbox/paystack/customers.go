package paystack

import (
	"net/http"
	"slices"
	"strings"
)

// customerFor finds the customer of an address, or makes one.
func (c *change) customerFor(email string) *customer {
	if known, ok := c.Customers.named(strings.ToLower(email)); ok {
		return known
	}
	return add(c, &c.Customers, &customer{ID: c.id(), Code: c.code("CUS_", 15), Email: email, CreatedAt: c.at, UpdatedAt: c.at})
}

func (s *Server) createCustomer(c *change, p params, _ *http.Request) (*answer, error) {
	email, err := emailOf(p)
	if err != nil {
		return nil, err
	}
	who := c.customerFor(email)
	if err := c.updateDetails(who, p); err != nil {
		return nil, err
	}
	return done("Customer created", c.customerWithAll(who)), nil
}

// updateDetails changes what the request names and leaves the rest.
func (c *change) updateDetails(who *customer, p params) error {
	metadata, err := p.metadata()
	if err != nil {
		return err
	}
	changed := edit(c, who)
	for name, field := range map[string]**string{
		"first_name": &changed.FirstName, "last_name": &changed.LastName, "phone": &changed.Phone,
	} {
		if given := p.textOrNil(name); given != nil {
			*field = given
		}
	}
	if metadata != nil {
		changed.Metadata = metadata
	}
	changed.UpdatedAt = c.at
	return nil
}

func errNoCustomer() error { return errNotFound("Customer not found") }

func (s *Server) fetchCustomer(c *change, _ params, r *http.Request) (*answer, error) {
	who, ok := c.Customers.find(strings.ToLower(r.PathValue("code")))
	if !ok {
		who, ok = c.Customers.find(r.PathValue("code"))
	}
	if !ok {
		return nil, errNoCustomer()
	}
	return done("Customer retrieved", c.fetchedCustomer(who)), nil
}

func (s *Server) updateCustomer(c *change, p params, r *http.Request) (*answer, error) {
	who, ok := c.Customers.named(r.PathValue("code"))
	if !ok {
		return nil, errNoCustomer()
	}
	if err := c.updateDetails(who, p); err != nil {
		return nil, err
	}
	return done("Customer updated", c.customerWithAll(who)), nil
}

func (s *Server) listCustomers(c *change, p params, _ *http.Request) (*answer, error) {
	within, err := between(p)
	if err != nil {
		return nil, err
	}
	found := c.Customers.newestFirst(func(who *customer) bool { return within(who.CreatedAt) })
	w, err := windowOf(p, "customer", len(found), func(i int) int64 { return found[i].ID })
	if err != nil {
		return nil, err
	}
	return paged("Customers retrieved", cut(found, w), w, c.customerRecord, nil), nil
}

func (s *Server) deactivateAuthorization(c *change, p params, _ *http.Request) (*answer, error) {
	a, ok := c.Authorizations.named(p.text("authorization_code"))
	if !ok || a.Inactive {
		return nil, errNotFound("Authorization code not found.")
	}
	edit(c, a).Inactive = true
	return done("Authorization has been deactivated", nil), nil
}

// authorizationFor gives the customer's authorization for a card: the one there is, or a new one.
func (c *change) authorizationFor(who *customer, card Card, month, year string) *authorization {
	if a := c.savedCard(who, card, month, year); a != nil {
		return a
	}
	a := add(c, &c.Authorizations, &authorization{
		Code: c.code("AUTH_", 10), CustomerCode: who.Code, Number: card.Number, ExpMonth: month, ExpYear: year,
		Reusable: card.Reusable, CreatedAt: c.at,
	})
	changed := edit(c, who)
	changed.Authorizations = append(slices.Clone(changed.Authorizations), a.Code)
	return a
}

// savedCard finds an authorization that the customer has for a card, or nil.
func (c *change) savedCard(who *customer, card Card, month, year string) *authorization {
	for _, a := range c.cardsOf(who) {
		if a.Number == card.Number && a.ExpMonth == month && a.ExpYear == year {
			return a
		}
	}
	return nil
}

// cardsOf lists the customer's active authorizations, oldest first.
func (st *state) cardsOf(who *customer) []*authorization {
	list := []*authorization{}
	for _, code := range who.Authorizations {
		if a, ok := st.Authorizations.named(code); ok && !a.Inactive {
			list = append(list, a)
		}
	}
	return list
}
