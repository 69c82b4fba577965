package staff

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

var errEscalation = fault.New(fault.Forbidden, "permission_escalation", "You cannot give a role that may do more than your own.")

// assignable reports whether somebody with the first permissions may give a role with the second.
func assignable(actor, role access.Permissions) bool {
	for name, value := range role {
		if !covers(actor, name, value) {
			return false
		}
	}
	return true
}

// covers compares levels by their names alone: what they mean is up to the tools.
func covers(actor access.Permissions, name string, value any) bool {
	if level, ok := value.(string); !ok && value != true || ok && level == "" {
		return true // grants nothing
	}
	if name == access.Everything {
		return actor[access.Everything] == true && len(actor) == 1
	}
	own, ok := actor[name]
	if !ok {
		own = actor[access.Everything]
	}
	return own == true || own == value
}

// givable are the permissions that the actor of ctx may hand on. A superuser may hand on all.
func givable(ctx context.Context) (access.Permissions, error) {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return nil, err
	}
	if actor.Superuser {
		return access.Permissions{access.Everything: true}, nil
	}
	member, err := access.MemberFrom(ctx)
	if err != nil {
		return nil, err
	}
	return member.Permissions, nil
}
