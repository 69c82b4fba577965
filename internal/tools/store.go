package tools

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// store knows the rows of tools, grants and tokens. Its methods take a Querier or a transaction that is in the restaurant's
// schema already.
type store struct {
	tenant *tenantdb.Queries
	shared *shareddb.Queries
}

func (s store) seed(ctx context.Context, tx postgres.Tx, owner access.UserID, now time.Time) error {
	return s.tenant.SeedTools(ctx, tx, now, int64(owner))
}

// add puts a tool into the catalogue unless it is there, and reports whether it did.
func (s store) add(ctx context.Context, tx postgres.Tx, t *Tool, now time.Time) (bool, error) {
	added, err := s.shared.AddTool(ctx, tx, shareddb.AddToolParams{
		Slug: t.Slug, Name: t.Name, Description: t.Description, URL: t.URL, Icon: t.Icon, Now: now,
	})
	return added > 0, err
}

func (s store) tools(ctx context.Context, q postgres.Querier, limit, offset int) ([]Tool, int64, error) {
	rows, err := s.tenant.ListInstalledTools(ctx, q, int64(offset), int64(limit))
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 {
		count, err := s.tenant.CountInstalledTools(ctx, q)
		return nil, count, err
	}
	tools := make([]Tool, len(rows))
	for i := range rows {
		r := &rows[i]
		tools[i] = Tool{r.ToolID, r.Name, r.Slug, r.Description, r.URL, r.Icon, r.IsActive, r.Metadata}
	}
	return tools, rows[0].Total, nil
}

func (s store) tool(ctx context.Context, q postgres.Querier, id int64) (Tool, error) {
	r, err := s.tenant.InstalledTool(ctx, q, id)
	if err != nil {
		return Tool{}, missing(err, errToolNotFound)
	}
	return Tool{r.ToolID, r.Name, r.Slug, r.Description, r.URL, r.Icon, r.IsActive, r.Metadata}, nil
}

// missing gives the words of what is not there.
func missing(err error, words *fault.Error) error {
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return words
	}
	return err
}

func (s store) grants(ctx context.Context, q postgres.Querier, member access.MemberID, limit, offset int) ([]Grant, int64, error) {
	rows, err := s.tenant.ListToolAccess(ctx, q, tenantdb.ListToolAccessParams{
		MemberID: int64(member), PageLimit: int64(limit), PageOffset: int64(offset),
	})
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 {
		count, err := s.tenant.CountToolAccess(ctx, q, int64(member))
		return nil, count, err
	}
	grants := make([]Grant, len(rows))
	for i := range rows {
		r := &rows[i]
		grants[i] = Grant{
			ID: r.ID, User: access.UserID(r.UserID), Granted: r.IsGranted, GrantedAt: r.GrantedAt,
			Tool: Tool{r.ToolID, r.Name, r.Slug, r.Description, r.URL, r.Icon, r.ToolIsActive, r.Metadata},
		}
	}
	return grants, rows[0].Total, nil
}

// issue stores the token's hash if the member may open the tool, and reports whether so.
func (s store) issue(ctx context.Context, q postgres.Querier, c *claims, created, expires time.Time) (bool, error) {
	issued, err := s.tenant.IssueToken(ctx, q, tenantdb.IssueTokenParams{
		JTIHash: hashed(c.ID), CreatedAt: created, ExpiresAt: expires, MemberID: int64(c.MemberID), ToolID: c.ToolID,
	})
	return issued > 0, err
}

// standing is what issue looks at.
func (s store) standing(ctx context.Context, q postgres.Querier, member access.MemberID, tool int64) (active, granted bool, err error) {
	state, err := s.tenant.ToolAccessState(ctx, q, tool, int64(member))
	return state.IsActive, state.IsGranted, err
}

// redeem uses the token up. It fails with NotFound for one that does not open anything now.
func (s store) redeem(ctx context.Context, q postgres.Querier, c *claims, now time.Time) (tenantdb.RedeemTokenRow, error) {
	return s.tenant.RedeemToken(ctx, q, tenantdb.RedeemTokenParams{
		Now: now, JTIHash: hashed(c.ID), MemberID: int64(c.MemberID), ToolID: c.ToolID, UserID: c.Subject,
	})
}

func (s store) revoke(ctx context.Context, tx postgres.Tx, member access.MemberID, now time.Time) error {
	return s.tenant.RevokeTokensOfMember(ctx, tx, now, int64(member))
}

func (s store) deleteExpired(ctx context.Context, q postgres.Querier, before time.Time) (int64, error) {
	return s.tenant.DeleteExpiredTokens(ctx, q, before)
}
