package api

import (
	"strings"

	"github.com/tabletap/console/internal/access"
)

type audience uint8

const (
	undeclared audience = iota
	public
	signedIn
	staff
	owner
	superuser
	proof
)

// Access says who may call a route. The zero Access lets nobody register: every route has to say.
type Access struct {
	who          audience
	permission   access.Permission // for staff: the permission that is needed as well
	pathParam    string            // for staff and owner: the path parameter that names the restaurant
	proofScheme  string            // for proof, and for staff who may be replaced by one
	proofText    string
	tenantIfAny  bool
	evenInactive bool
	superAll     bool
}

// Public lets anyone in. Nobody is asked who they are, unless OptionalTenant is added.
func Public() Access { return Access{who: public} }

// SignedIn lets any actor in; the request belongs to no restaurant.
func SignedIn() Access { return Access{who: signedIn} }

// Staff lets in active members of the request's restaurant, and superusers.
func Staff() Access { return Access{who: staff} }

// Owner lets in the owner of the request's restaurant, and superusers.
func Owner() Access { return Access{who: owner} }

// OwnerOf lets in the owner of the restaurant whose id is the path parameter, and superusers. Everybody else gets the 404
// of a restaurant that does not exist.
func OwnerOf(pathParam string) Access { return Access{who: owner, pathParam: pathParam} }

// StaffOf lets in active members of the restaurant whose id is the path parameter, and superusers. Everybody else gets 404.
func StaffOf(pathParam string) Access { return Access{who: staff, pathParam: pathParam} }

// Superuser lets in operators only. The request belongs to no restaurant.
func Superuser() Access { return Access{who: superuser} }

// Requires lets in staff whose role grants p, and superusers.
func Requires(p access.Permission) Access { return Access{who: staff, permission: p} }

// Proof lets in whoever proves a right by the body or the headers themselves, such as a signed webhook. The handler checks
// the proof; scheme and sentence go into the OpenAPI document.
func Proof(scheme, sentence string) Access {
	return Access{who: proof, proofScheme: scheme, proofText: sentence}
}

// OptionalTenant lets a public or signed-in route use a restaurant when the request is for one, and serve without when it
// is not. On a public route it also establishes who is asking when valid credentials are there.
func (a Access) OptionalTenant() Access {
	a.tenantIfAny = true
	return a
}

// OrProof also lets in callers without a signed-in actor. Their proof travels in the request and the handler checks it:
// access.ActorFrom fails for them, and so do TenantFrom and MemberFrom.
func (a Access) OrProof(scheme, sentence string) Access {
	a.proofScheme, a.proofText = scheme, sentence
	return a
}

// EvenInactive serves a restaurant that is suspended or switched off as well, which otherwise gets 403 tenant_suspended or tenant_inactive.
func (a Access) EvenInactive() Access {
	a.evenInactive = true
	return a
}

// AllForSuperusers lets a superuser who sends no X-Tenant-ID ask for all restaurants at once: access.TenantFrom fails for them, and
// the handler serves everybody's. With the header they ask for one, as its owner does.
func (a Access) AllForSuperusers() Access {
	a.superAll = true
	return a
}

// String is the declaration as the OpenAPI document's x-tabletap-access carries it: "public", "signed-in", "staff",
// "owner", "owner-of:id", "superuser", "permission:staff.view", "proof:svix", "permission:x or proof:y".
func (a Access) String() string {
	if a.who == proof {
		return "proof:" + a.proofScheme
	}
	if a.proofScheme != "" {
		return a.caller() + " or proof:" + a.proofScheme
	}
	return a.caller()
}

func (a Access) caller() string {
	if a.permission != "" {
		return "permission:" + string(a.permission)
	}
	name := [...]string{"undeclared", "public", "signed-in", "staff", "owner", "superuser", "proof"}[a.who]
	if a.pathParam != "" {
		return name + "-of:" + a.pathParam
	}
	return name
}

// tenancy says whether the route works on a restaurant: "none", "optional" or "required".
func (a Access) tenancy() string {
	switch {
	case a.who == staff || a.who == owner:
		return "required"
	case a.tenantIfAny:
		return "optional"
	}
	return "none"
}

// sentence is the declaration for people.
func (a Access) sentence() string {
	said := map[audience]string{
		public: "Anyone.", signedIn: "Anyone who is signed in.", staff: "Staff of the restaurant.",
		owner: "The owner of the restaurant.", superuser: "Superusers.",
	}[a.who]
	if a.permission != "" {
		said = "Staff whose role grants `" + string(a.permission) + "`."
	}
	return strings.TrimSpace(said + " " + a.proofText)
}
