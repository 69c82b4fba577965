package audit

import (
	"io"
	"strconv"
	"time"

	"github.com/tabletap/console/internal/api"
)

// file is entries as CSV.
type file struct{ *api.CSV }

func newFile(w io.Writer) file {
	return file{api.NewCSV(
		w, "id", "occurred_at", "actor_id", "actor_kind", "actor_name", "actor_email", "action", "target_type", "target_id", "target_label",
		"changes", "request_id", "ip_address", "user_agent", "visit_id",
	)}
}

func (f file) add(e *entry) error {
	actorID := ""
	if e.Actor.ID != nil {
		actorID = strconv.FormatInt(int64(*e.Actor.ID), 10)
	}
	visit := ""
	if e.Visit != nil {
		visit = strconv.FormatInt(*e.Visit, 10)
	}
	return f.Row(
		strconv.FormatInt(e.ID, 10), e.OccurredAt.Format(time.RFC3339Nano), actorID, e.Actor.Kind, e.Actor.Name, e.Actor.Email, e.Action,
		e.Target.Type, e.Target.ID, e.Target.Label, string(e.Changes), e.RequestID, e.IPAddress, e.UserAgent, visit,
	)
}
