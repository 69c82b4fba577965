package api_test

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
)

// role is the wire shape of a role.
type role struct {
	ID   int64  `json:"id" doc:"Its id"`
	Name string `json:"name" doc:"What staff call it"`
}

// roleWrite is what may be written. Whatever else a client sends back, such as the id, is ignored.
type roleWrite struct {
	Name string `json:"name" minLength:"1" maxLength:"60"`
}

type (
	listInput  struct{ api.PageParams }
	listOutput struct{ Body api.Page[role] }
	putInput   struct {
		api.PathID
		Body roleWrite
	}
	putOutput struct{ Body role }
)

// A feature's http.go: routes with their access beside them, and handlers that decode, call and shape.
func ExampleHandle() {
	register := func(a *api.API) {
		api.Handle(a, api.Route{
			Method: "GET", Path: "/api/staff/roles/", ID: "staff-roles-list", Tag: "Staff", Summary: "List roles",
			Access: api.Staff(),
		}, func(_ context.Context, in *listInput) (*listOutput, error) {
			count, rows := int64(1), []role{{1, "Waiter"}} // the service reads in.Limit() rows from in.Offset()
			return &listOutput{Body: api.NewPage(in.PageParams, count, rows)}, nil
		})
		api.Handle(a, api.Route{
			Method: "PUT", Path: "/api/staff/roles/{id}/", ID: "staff-roles-replace", Tag: "Staff", Summary: "Replace a role",
			Access: api.Requires(access.StaffManage),
		}, func(_ context.Context, in *putInput) (*putOutput, error) {
			if in.ID != 1 {
				return nil, fault.Missing("Role") // 404 {"detail":"Role was not found.","code":"not_found"}
			}
			return &putOutput{Body: role{in.ID, in.Body.Name}}, nil
		})
	}
	register(api.New(api.Config{Version: "1.0.0"}, nil, nil))
	// Output:
}
