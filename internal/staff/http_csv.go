package staff

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
)

const (
	csvType      = "text/csv"
	importBytes  = 2 << 20
	filesTimeout = 50 * time.Second
)

var importRate = api.Rate{Limit: 60, Per: time.Hour, By: api.ByTenant}

func (s *Service) registerFiles(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: membersPath + "import/", ID: "staff-members-import", Tag: tag, Access: api.Requires(access.StaffManage),
		MaxBody: importBytes, Timeout: filesTimeout, Rate: importRate, Accepts: []string{csvType, "multipart/form-data"},
		Summary: "Invite everybody in a CSV file",
		Description: "Columns by name, in any order: email and role, and if you like first_name, last_name, department, hired_date, salary, " +
			"employee_id. At most 10,000 lines and 2 MB. The answer has a line for each of the file's; 400 is for a file that " +
			"cannot be read as a whole.",
	}, s.handleImport)
	api.HandleDownload(a, api.Route{
		Method: http.MethodGet, Path: membersPath + "export/", ID: "staff-members-export", Tag: tag, Access: api.Requires(access.StaffView).EvenInactive(),
		Timeout: filesTimeout, Summary: "All members as a CSV file",
		Description: "With salaries if you may manage the staff. Texts that a spreadsheet would take for a formula begin with '.",
	}, api.TypeCSV, s.handleExport)
}

type importInput struct {
	api.Upload

	Atomic bool `query:"atomic" doc:"All of the file or nothing"`
	DryRun bool `query:"dry_run" doc:"Say what would happen, and do nothing"`
}

type importedBody struct {
	Line   int                 `json:"line" doc:"In the file, from 1, which is the one with the names of the columns"`
	Status string              `json:"status" enum:"created,failed,skipped,valid"`
	Member *int64              `json:"member_id,omitempty"`
	Code   string              `json:"code,omitempty"`
	Errors map[string][]string `json:"errors,omitempty" doc:"Messages by column"`
}

type importOutput struct {
	Body struct {
		Created int            `json:"created"`
		Failed  int            `json:"failed"`
		Lines   []importedBody `json:"lines" nullable:"false"`
	}
}

func (s *Service) handleImport(ctx context.Context, in *importInput) (*importOutput, error) {
	file, err := in.File()
	if err != nil {
		return nil, err
	}
	lines, err := s.Import(ctx, file, ImportOptions{Atomic: in.Atomic, DryRun: in.DryRun})
	if err != nil {
		return nil, err
	}
	out := &importOutput{}
	out.Body.Lines = make([]importedBody, len(lines))
	for i, l := range lines {
		out.Body.Lines[i] = writeLine(l)
		switch l.Status {
		case LineCreated:
			out.Body.Created++
		case LineFailed:
			out.Body.Failed++
		}
	}
	return out, nil
}

func writeLine(l ImportedLine) importedBody {
	b := importedBody{Line: l.Line, Status: l.Status}
	if l.Member != 0 {
		b.Member = new(int64(l.Member))
	}
	if l.Err != nil {
		b.Code, b.Errors = l.Err.Code, l.Err.Fields
		if b.Errors == nil {
			b.Errors = map[string][]string{fault.NonField: {l.Err.Message}}
		}
	}
	return b
}

func (s *Service) handleExport(ctx context.Context, _ *struct{}) (*api.Download, error) {
	write, err := s.Export(ctx)
	if err != nil {
		return nil, err
	}
	return &api.Download{FileName: "staff.csv", Write: write}, nil
}
