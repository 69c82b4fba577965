package tools

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// Grant is a member's permission to open a tool, or its refusal.
type Grant struct {
	ID        int64
	Member    access.MemberID
	User      access.UserID
	Tool      Tool
	Granted   bool
	GrantedAt time.Time
}

// RoleGrant is the permission of everybody who has a role to open a tool, unless a Grant says otherwise of them.
type RoleGrant struct {
	Role      int64
	RoleName  string
	Tool      Tool
	GrantedAt time.Time
}

// ID names a RoleGrant in paths.
func (g *RoleGrant) ID() string { return fmt.Sprintf("%d-%d", g.Role, g.Tool.ID) }

// parseRoleGrant is the reverse of RoleGrant.ID.
func parseRoleGrant(id string) (role, tool int64, err error) {
	a, b, ok := strings.Cut(id, "-")
	role, err1 := strconv.ParseInt(a, 10, 64)
	tool, err2 := strconv.ParseInt(b, 10, 64)
	if !ok || err1 != nil || err2 != nil || fmt.Sprintf("%d-%d", role, tool) != id {
		return 0, 0, errRoleGrantNotFound
	}
	return role, tool, nil
}

// GrantFilter narrows a list of grants. What is 0 does not narrow it.
type GrantFilter struct {
	Member access.MemberID
	User   access.UserID
	Tool   int64
	Role   int64
}

// GrantChange lets somebody into a tool, or keeps them out. Exactly one of Member, User and Role says whom.
type GrantChange struct {
	Member  access.MemberID
	User    access.UserID
	Role    int64
	Tool    int64
	Granted bool
}

// MostGrants is how many changes one call may make.
const MostGrants = 1000

var (
	errGrantNotFound     = fault.Missing("This grant")
	errRoleGrantNotFound = fault.Missing("This role's tool")
	errMemberNotFound    = fault.Missing("This member")
	errRoleNotFound      = fault.Missing("This role")
	// errOwnersAccess keeps a restaurant from shutting its owner out of what it pays for.
	errOwnersAccess = fault.New(fault.Conflict, "owner_access", "The owner's access cannot be taken away.")
)

// grantee is a member whom changes are about.
type grantee struct {
	id    access.MemberID
	user  access.UserID
	owner bool
}

// GrantReport is what a number of changes came to.
type GrantReport struct {
	Granted, Revoked, Unchanged int
}
