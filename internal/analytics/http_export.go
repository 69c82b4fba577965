package analytics

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

const typeParquet = "application/vnd.apache.parquet"

// formats are the kinds of files, by the name by which they are asked for, which is also how their names end.
var formats = map[string]struct {
	contentType string
	open        func(io.Writer) eventFile
}{
	"csv":     {api.TypeCSV, newCSVFile},
	"ndjson":  {ndjsonType, newNDJSONFile},
	"parquet": {typeParquet, newParquetFile},
}

var exportRate = api.Rate{Limit: 120, Per: time.Hour, By: api.ByTenant}

// RegisterRoutes adds the route of Exporter.
func (e *Exporter) RegisterRoutes(a *api.API) {
	api.HandleDownload(a, api.Route{
		Method: http.MethodGet, Path: "/api/analytics/export/", ID: "analytics-export", Tag: tag, Access: api.Requires(access.AnalyticsView).EvenInactive(),
		Rate: exportRate, Summary: "Events as a file",
		Description: "All events that match, the oldest first, however many they are. The filters are those of the list. In CSV, a cell that a " +
			"spreadsheet would take for a formula begins with an apostrophe. A file that could not be written to its end is cut off: the " +
			"transfer fails, as it does when nothing of it is read for 30 seconds.",
	}, api.TypeCSV, e.handle, ndjsonType, typeParquet)
}

type exportInput struct {
	Format string `query:"format" enum:"csv,ndjson,parquet" default:"csv" doc:"NDJSON is one event a line, as the list has it"`
	Type   string `query:"event_type" doc:"Only events of this type"`
	Start  string `query:"start_date" doc:"A date or a time"`
	End    string `query:"end_date" doc:"A date or a time"`
}

func (e *Exporter) handle(ctx context.Context, in *exportInput) (*api.Download, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	filter, err := ParseFilter(in.Type, in.Start, in.End, zoneOf(t))
	if err != nil {
		return nil, err
	}
	format := formats[in.Format]
	file := &export{Exporter: e, tenant: t, filter: filter, open: format.open}
	return &api.Download{FileName: "events-" + t.Slug + "." + in.Format, Type: format.contentType, Long: true, Write: file.write}, nil
}
