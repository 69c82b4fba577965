package check

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

type memberView struct {
	ID   int64 `json:"id"`
	User struct {
		ID    int64  `json:"id"`
		Email string `json:"email"`
	} `json:"user"`
	Role struct {
		Name string `json:"name"`
	} `json:"role"`
	Active bool `json:"is_active"`
}

func (r *run) roles(ctx context.Context) (string, error) {
	a, err := r.get(ctx, rolesPath)
	if err != nil {
		return "", err
	}
	list, err := readPage[struct {
		Name        string         `json:"name"`
		Permissions map[string]any `json:"permissions"`
	}](a, roleFields...)
	if err != nil {
		return "", err
	}
	names := make([]string, len(list))
	for i, role := range list {
		names[i] = role.Name
		if role.Name == "Owner" && role.Permissions["*"] != true {
			return "", a.fail(adviceContract, "gave Owner the permissions %v, expected all of them", role.Permissions)
		}
	}
	if r.made() {
		err = a.all("role", defaultRoles, names)
	}
	return strings.Join(names, ", "), err
}

func (r *run) members(ctx context.Context) (string, error) {
	a, err := r.get(ctx, membersPath)
	if err != nil {
		return "", err
	}
	list, err := readPage[memberView](a, memberFields...)
	if err != nil {
		return "", err
	}
	if r.made() && (len(list) != 1 || list[0].User.Email != r.owner.email) {
		return "", a.fail(adviceContract, "listed %d members, expected only the owner", len(list))
	}
	return fmt.Sprintf("%d listed", len(list)), nil
}

func (r *run) me(ctx context.Context) (string, error) {
	a, err := r.get(ctx, mePath)
	if err != nil {
		return "", err
	}
	m, err := read[memberView](a, http.StatusOK, memberFields...)
	if err == nil && r.made() {
		err = a.same(map[string][2]any{
			"user.email": {m.User.Email, r.owner.email}, "role.name": {m.Role.Name, "Owner"}, "is_active": {m.Active, true},
		})
	}
	return fmt.Sprintf("member %d, %s", m.ID, m.Role.Name), err
}
