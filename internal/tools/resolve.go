package tools

import (
	"context"
	"fmt"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// plan is changes that can be made.
type plan struct{ members, roles pairs }

// problem is why a change cannot be made, and which field of it is to blame.
type problem struct {
	item  int
	field string
	fault *fault.Error
}

type problems []problem

func (list *problems) add(item int, field string, f *fault.Error) {
	*list = append(*list, problem{item, field, f})
}

// first is for a single change, whose fault says it all.
func (list problems) first() error {
	if len(list) == 0 {
		return nil
	}
	return list[0].fault
}

// all is for many: what is not there is a fault of its item, and a refusal is one of the whole.
func (list problems) all() error {
	var fields fault.Fields
	for _, p := range list {
		if p.fault.Kind == fault.Forbidden {
			return p.fault
		}
		fields.Add(fmt.Sprintf("grants[%d].%s", p.item, p.field), p.fault.Message)
	}
	return fields.Err()
}

var (
	errWhom = fault.Field("member_id", "Say exactly one of member_id, user and role_id.")
	errSaid = fault.New(fault.Invalid, "invalid", "This is said twice.")
)

// resolve finds whom the changes are about, all of them in one query each for members, roles and tools.
func (s *Service) resolve(ctx context.Context, tx postgres.Tx, t *access.Tenant, changes []GrantChange) (p plan, wrong problems, err error) {
	var members, users, roles []int64
	for _, c := range changes {
		members, users, roles = append(members, int64(c.Member)), append(users, int64(c.User)), append(roles, c.Role)
	}
	people, err := s.store.grantees(ctx, tx, members, users)
	if err != nil {
		return p, nil, err
	}
	knownRoles, err := s.store.knownRoles(ctx, tx, roles)
	if err != nil {
		return p, nil, err
	}
	r := resolver{byMember: map[access.MemberID]grantee{}, byUser: map[access.UserID]grantee{}, roles: knownRoles, seen: map[[3]int64]bool{}}
	for _, one := range people {
		r.byMember[one.id], r.byUser[one.user] = one, one
	}
	if r.tools, err = s.openTools(ctx, t, changes); err != nil {
		return p, nil, err
	}
	for i := range changes {
		r.take(i, &changes[i])
	}
	return r.plan, r.wrong, nil
}

// openTools says of each tool that is to be granted why it cannot be; nil for one that can.
func (s *Service) openTools(ctx context.Context, t *access.Tenant, changes []GrantChange) (map[int64]*fault.Error, error) {
	tools := map[int64]*fault.Error{}
	for _, c := range changes {
		if _, known := tools[c.Tool]; known {
			continue
		}
		err := s.includedTool(ctx, t, c.Tool)
		switch {
		case err == nil:
			tools[c.Tool] = nil
		case fault.Is(err, fault.NotFound):
			tools[c.Tool] = errToolNotFound
		case fault.CodeOf(err) == CodeNotInPlan:
			tools[c.Tool] = refusals[CodeNotInPlan]
		default:
			return nil, err
		}
	}
	return tools, nil
}

// resolver turns changes into a plan, and notes what is wrong with them.
type resolver struct {
	byMember map[access.MemberID]grantee
	byUser   map[access.UserID]grantee
	roles    map[int64]bool
	tools    map[int64]*fault.Error
	seen     map[[3]int64]bool
	plan     plan
	wrong    problems
}

func (r *resolver) take(i int, c *GrantChange) {
	if said(c.Member != 0)+said(c.User != 0)+said(c.Role != 0) != 1 {
		r.wrong.add(i, "member_id", withMessage(errWhom))
		return
	}
	if f := r.tools[c.Tool]; f != nil && (c.Granted || f.Kind == fault.NotFound) {
		r.wrong.add(i, "tool_id", f)
		return
	}
	if c.Role != 0 {
		r.takeRole(i, c)
		return
	}
	r.takeMember(i, c)
}

// withMessage gives a fault about one field the words that it has for it.
func withMessage(f *fault.Error) *fault.Error {
	named := *f
	for _, messages := range f.Fields {
		named.Message = messages[0]
	}
	return &named
}

func said(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (r *resolver) takeRole(i int, c *GrantChange) {
	switch {
	case !r.roles[c.Role]:
		r.wrong.add(i, "role_id", errRoleNotFound)
	case r.twice(1, c.Role, c.Tool):
		r.wrong.add(i, "role_id", errSaid)
	default:
		r.plan.roles.add(c.Role, c.Tool, c.Granted)
	}
}

func (r *resolver) takeMember(i int, c *GrantChange) {
	field := "member_id"
	whom, found := r.byMember[c.Member]
	if c.User != 0 {
		field = "user"
		whom, found = r.byUser[c.User]
	}
	switch {
	case !found:
		r.wrong.add(i, field, errMemberNotFound)
	case whom.owner && !c.Granted:
		r.wrong.add(i, field, errOwnersAccess)
	case r.twice(0, int64(whom.id), c.Tool):
		r.wrong.add(i, field, errSaid)
	default:
		r.plan.members.add(int64(whom.id), c.Tool, c.Granted)
	}
}

func (r *resolver) twice(kind, whom, tool int64) bool {
	key := [3]int64{kind, whom, tool}
	before := r.seen[key]
	r.seen[key] = true
	return before
}
