package tools

import (
	"cmp"
	"context"
	"strings"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

func (s store) matrix(
	ctx context.Context, q postgres.Querier, patterns []string, role *int64, limit, offset int,
) (list []MemberAccess, count int64, err error) {
	rows, err := s.tenant.AccessMatrix(ctx, q, tenantdb.AccessMatrixParams{
		Patterns: patterns, RoleID: role, PageLimit: int64(limit), PageOffset: int64(offset),
	})
	for i := range rows {
		r := &rows[i]
		count = r.Total
		if len(list) == 0 || list[len(list)-1].Member != access.MemberID(r.ID) {
			name := cmp.Or(strings.TrimSpace(r.FirstName+" "+r.LastName), r.Username)
			list = append(list, MemberAccess{
				Member: access.MemberID(r.ID), Name: name, Email: r.Email, RoleID: r.RoleID, Role: r.RoleName, Active: r.IsActive,
			})
		}
		if r.ToolID != nil {
			last := &list[len(list)-1]
			last.Tools = append(last.Tools, ToolAccess{*r.ToolID, standing(r), r.AccessID})
		}
	}
	return list, count, err
}

// standing is what was said of the member, or else what their role may open.
func standing(r *tenantdb.AccessMatrixRow) string {
	switch {
	case r.IsGranted != nil && *r.IsGranted:
		return AccessGranted
	case r.IsGranted != nil:
		return AccessRefused
	case r.ByRole:
		return AccessRole
	default:
		return AccessNone
	}
}
