package staff

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
)

// The columns of a CSV file of staff.
const (
	columnEmail      = "email"
	columnFirstName  = "first_name"
	columnLastName   = "last_name"
	columnRole       = "role"
	columnDepartment = "department"
	columnHired      = "hired_date"
	columnSalary     = "salary"
	columnEmployeeID = "employee_id"
	columnActive     = "is_active"
)

// importLines is how many people one file may have.
const importLines = 10_000

// csvRow is a line with people's data, by column.
type csvRow struct {
	line   int
	cells  map[string]string
	broken bool // cannot be read
}

// readCSV takes a file apart as spreadsheets write them: with a byte order mark or without, separated by commas, semicolons or
// tabs, with any ends of lines, the columns in any order.
func readCSV(file []byte) ([]csvRow, error) {
	file = bytes.TrimPrefix(file, []byte(byteOrderMark))
	switch {
	case !utf8.Valid(file):
		return nil, fault.Field("file", "The file is not UTF-8 text. Save it as “CSV UTF-8”.")
	case bytes.IndexByte(file, 0) >= 0:
		return nil, fault.Field("file", "The file has null characters.")
	}
	skipped, comma, rest := separator(file)
	reader := csv.NewReader(bytes.NewReader(unifyLineEnds(rest)))
	reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord = comma, -1, true
	header, err := reader.Read()
	if err != nil {
		return nil, fault.Field("file", "The file has no readable first line with the names of the columns.")
	}
	columns, err := columnsOf(header)
	if err != nil {
		return nil, err
	}
	return readRows(reader, columns, skipped)
}

// separator finds what separates the columns, by the first line. Excel writes “sep=;” before it, if anything does.
func separator(file []byte) (skipped int, comma rune, rest []byte) {
	first, after, _ := bytes.Cut(file, []byte("\n"))
	said, ok := strings.CutPrefix(strings.ToLower(strings.TrimRight(string(first), "\r")), "sep=")
	if ok && len(said) == 1 && strings.ContainsAny(said, ",;\t") {
		return 1, rune(said[0]), after
	}
	comma, most := ',', 0
	for _, candidate := range ",;\t" {
		if n := strings.Count(string(first), string(candidate)); n > most {
			comma, most = candidate, n
		}
	}
	return 0, comma, file
}

// unifyLineEnds makes lines of what an old Macintosh, or a program that thinks of one, wrote.
func unifyLineEnds(file []byte) []byte {
	if bytes.IndexByte(file, '\n') >= 0 {
		return file
	}
	return bytes.ReplaceAll(file, []byte("\r"), []byte("\n"))
}

func columnsOf(header []string) ([]string, error) {
	columns := make([]string, len(header))
	for i, name := range header {
		name = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
		if name != "" && slices.Contains(columns[:i], name) {
			return nil, fault.Field("file", fmt.Sprintf("The column %q is there twice.", name))
		}
		columns[i] = name
	}
	for _, needed := range []string{columnEmail, columnRole} {
		if !slices.Contains(columns, needed) {
			return nil, fault.Field("file", fmt.Sprintf("The column %q is missing.", needed))
		}
	}
	return columns, nil
}

func readRows(reader *csv.Reader, columns []string, skipped int) ([]csvRow, error) {
	var rows []csvRow
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		row, blank := rowOf(reader, record, columns, err)
		if blank {
			continue
		}
		if len(rows) == importLines {
			return nil, fault.Field("file", fmt.Sprintf("The file has more than %d lines.", importLines))
		}
		row.line += skipped
		rows = append(rows, row)
	}
}

// rowOf makes a row of a record. One with a stray quote is a broken row, and the reader goes on after it.
func rowOf(reader *csv.Reader, record, columns []string, err error) (row csvRow, blank bool) {
	if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
		return csvRow{line: wrong.StartLine, broken: true}, false
	}
	row = csvRow{cells: make(map[string]string, len(columns)), broken: err != nil, line: 0}
	row.line, _ = reader.FieldPos(0)
	blank = true
	for i, cell := range record {
		cell = strings.TrimSpace(api.Live(cell)) // as it was written: what is trimmed first may look as if Inert had been at it
		blank = blank && cell == ""
		if i < len(columns) {
			row.cells[columns[i]] = cell
		} else if cell != "" {
			row.broken = true
		}
	}
	return row, blank
}
