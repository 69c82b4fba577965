package operators

import (
	"context"
	"strings"

	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/postgres"
)

// QueueChange is what somebody asks of the job queue.
type QueueChange struct {
	Queue string // its name; "": the jobs are named instead
	Asked string // in the words of River's API, such as "POST jobs/retry"
	Jobs  string // what it is about, as it was sent
}

var auditedQueue = audit.Describe[QueueChange]("queue", audit.Fields{
	"Queue": audit.Ignored("queue"), // the target's
	"Asked": audit.Tracked("asked"),
	"Jobs":  audit.Tracked("jobs"),
})

// mostAsked bounds what is kept of what was sent, in bytes.
const mostAsked = 500

// RecordQueue writes in the platform's log what an operator asks of the queue. River changes the queue in a transaction of its own: it is
// asked once the line is there, so that nothing is done that is not told of.
func (s *Service) RecordQueue(ctx context.Context, method, path string, body []byte) error {
	c := QueueChange{Asked: method + " " + path, Jobs: strings.ToValidUTF8(string(body[:min(len(body), mostAsked)]), "")}
	if name, found := strings.CutPrefix(path, "queues/"); found {
		c.Queue, _, _ = strings.Cut(name, "/")
	}
	e := auditedQueue.Entry("queue.changed", 0, c.Queue)
	e.TargetKey, e.Changes = c.Queue, auditedQueue.Diff(nil, &c)
	return s.DB.Shared(ctx, func(tx postgres.Tx) error { return s.Audit.Record(ctx, tx, e) })
}
