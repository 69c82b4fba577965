package tools

import (
	"context"
	"strings"

	"github.com/tabletap/console/internal/access"
)

// How a tool stands to a member.
const (
	AccessGranted = "granted" // to them
	AccessRefused = "refused" // to them, whatever their role may open
	AccessRole    = "role"    // nothing was said of them, and their role may open it
	AccessNone    = "none"
)

// MemberAccess is a member with how each tool of the restaurant stands to them.
type MemberAccess struct {
	Member access.MemberID
	Name   string
	Email  string
	RoleID int64
	Role   string
	Active bool
	Tools  []ToolAccess
}

// ToolAccess is how a tool stands to a member.
type ToolAccess struct {
	Tool   int64
	Access string
	Grant  *int64 // the id of the member's own grant or refusal; nil: there is none
}

// wildcards of LIKE mean themselves in what somebody looks for.
var wildcards = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Matrix gives a page of the members with a role, nil for any, whose name, address, username or employee id has all words of a search, and
// their number. Whether the plan includes a tool, and the member is active, is another question.
func (s *Service) Matrix(ctx context.Context, search string, role *int64, limit, offset int) ([]MemberAccess, int64, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, 0, err
	}
	patterns := []string{}
	for word := range strings.FieldsSeq(search) {
		patterns = append(patterns, "%"+wildcards.Replace(word)+"%")
	}
	return s.store.matrix(ctx, s.DB.TenantQuery(t), patterns, role, limit, offset)
}
