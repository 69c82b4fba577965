package analytics

import (
	"net/http"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

const aboutCharts = "Days, weeks (from Monday), months and hours are those of the restaurant's own clocks. "

// RegisterRoutes adds the routes of those who read.
func (r *Reader) RegisterRoutes(a *api.API) {
	r.registerEvents(a)
	api.Handle(a, chart("dashboard", "The restaurant at a glance",
		"A week is the last 7 days and a month the last 30, today included. event_breakdown is of the month, the most frequent first."), r.handleDashboard)
	api.Handle(a, chart("timeseries", "What happened over time",
		"Every hour, day, week or month of the period is there, also when nothing happened. At most 10 lines are shown, the largest; series_left_out "+
			"is how many are not. By the hour a period has at most 31 days, with measure=users at most 366."), r.handleTimeSeries)
	api.Handle(a, chart("breakdown", "What a whole consists of",
		"The largest groups, and together what the others are. "+aboutLooking), r.handleBreakdown)
	api.Handle(a, chart("top", "What there is the most of",
		"Leads into lists too: of=data.items.dish counts an order once for each different dish in it. What has no such field is left out. "+
			aboutLooking), r.handleTop)
	api.Handle(a, chart("funnel", "How many came how far",
		"Counts those who did the first step, of them those who did the second after it, and so on, all within a time of the first. "+
			aboutLooking), r.handleFunnel)
	api.Handle(a, chart("heatmap", "What happens at which hour of the week", "All 168 hours, for a period of at most 366 days."), r.handleHeatmap)
}

const aboutLooking = "People and fields of data are not counted beforehand: for them a period has at most 92 days, the newest 5000 events are looked " +
	"at, and looked_at says how far that went."

func chart(name, summary, description string) api.Route {
	return api.Route{
		Method: http.MethodGet, Path: "/api/analytics/" + name + "/", ID: "analytics-" + name, Tag: tag,
		Access: api.Requires(access.AnalyticsView), Summary: summary, Description: aboutCharts + strings.TrimSpace(description),
	}
}

// LookedBody says how much of a period an answer is about.
type LookedBody struct {
	Events   int       `json:"events" doc:"How many events were looked at"`
	Since    time.Time `json:"since" doc:"When the oldest of them happened; the begin of the period when there were no more"`
	Complete bool      `json:"complete" doc:"Whether they were all of the period"`
}

func (l *looked) body(zone *time.Location) *LookedBody {
	if l == nil {
		return nil
	}
	return &LookedBody{Events: l.events, Since: l.since.In(zone), Complete: l.all}
}
