package analytics

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/tabletap/console/internal/api"
)

// csvFile is events as CSV.
type csvFile struct{ *api.CSV }

func newCSVFile(w io.Writer) eventFile {
	return csvFile{api.NewCSV(w, "id", "event_type", "user", "tool_id", "ip_address", "created_at", "received_at", "amount", "data")}
}

func (f csvFile) add(part []exported) error {
	for i := range part {
		e := &part[i]
		err := f.Row(
			strconv.FormatInt(e.ID, 10), e.EventType, numeral(e.UserID), numeral(toolOf(e)), addressOf(e), e.OccurredAt.Format(time.RFC3339Nano),
			e.ReceivedAt.Format(time.RFC3339Nano), e.Amount, e.Data,
		)
		if err != nil {
			return err
		}
	}
	return nil
}

func (f csvFile) close() error { return f.Flush() }

// ndjsonFile is events as the list has them, one a line, with the amount that the type declares.
type ndjsonFile struct {
	to   io.Writer
	line []byte
}

func newNDJSONFile(w io.Writer) eventFile { return &ndjsonFile{to: w} }

func (f *ndjsonFile) add(part []exported) error {
	for i := range part {
		f.line = appendEvent(f.line[:0], &part[i])
		if _, err := f.to.Write(f.line); err != nil {
			return err
		}
	}
	return nil
}

func (f *ndjsonFile) close() error { return nil }

// appendEvent writes JSON by hand: nothing in it needs escaping but data, which is JSON already.
func appendEvent(b []byte, e *exported) []byte {
	b = append(b, `{"id":`...)
	b = strconv.AppendInt(b, e.ID, 10)
	b = append(append(append(b, `,"event_type":"`...), e.EventType...), `","user":`...)
	b = appendNumber(b, e.UserID)
	b = append(append(b, `,"data":`...), e.Data...)
	b = append(b, `,"ip_address":`...)
	if e.IPAddress == nil {
		b = append(b, `null`...)
	} else {
		b = append(e.IPAddress.AppendTo(append(b, '"')), '"')
	}
	b = e.OccurredAt.AppendFormat(append(b, `,"created_at":"`...), time.RFC3339Nano)
	b = e.ReceivedAt.AppendFormat(append(b, `","received_at":"`...), time.RFC3339Nano)
	b = appendNumber(append(b, `","tool_id":`...), toolOf(e))
	if b = append(b, `,"amount":`...); e.Amount == "" {
		return append(b, "null}\n"...)
	}
	return append(append(append(b, '"'), e.Amount...), "\"}\n"...)
}

func appendNumber(b []byte, n *int64) []byte {
	if n == nil {
		return append(b, `null`...)
	}
	return strconv.AppendInt(b, *n, 10)
}

// numeral is "" for none.
func numeral(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// toolOf is nil for staff.
func toolOf(e *exported) *int64 {
	if e.ToolID == 0 {
		return nil
	}
	return &e.ToolID
}

func addressOf(e *exported) string {
	if e.IPAddress == nil {
		return ""
	}
	return e.IPAddress.String()
}

// How much of a Parquet file waits to be written, since a group of rows is written column by column.
const (
	groupRows  = 100_000
	groupBytes = 4 << 20
)

// parquetEvent is an event as a Parquet file has it.
// https://parquet.apache.org/docs/file-format/types/logicaltypes/
type parquetEvent struct {
	ID       int64   `parquet:"id"`
	Type     string  `parquet:"event_type,dict"`
	User     *int64  `parquet:"user,optional"`
	Tool     *int64  `parquet:"tool_id,optional"`
	IP       *string `parquet:"ip_address,optional"`
	Created  int64   `parquet:"created_at,timestamp(microsecond)"`
	Received int64   `parquet:"received_at,timestamp(microsecond)"`
	Amount   *int64  `parquet:"amount,optional,decimal(4:14)"`
	Data     string  `parquet:"data,json"`
}

// parquetFile is events as Parquet.
type parquetFile struct {
	to    *parquet.GenericWriter[parquetEvent]
	rows  []parquetEvent
	bytes int // since the last group was written
}

func newParquetFile(w io.Writer) eventFile {
	return &parquetFile{to: parquet.NewGenericWriter[parquetEvent](w, parquet.Compression(&parquet.Snappy), parquet.MaxRowsPerRowGroup(groupRows))}
}

func (f *parquetFile) add(part []exported) error {
	f.rows = f.rows[:0]
	for i := range part {
		f.rows = append(f.rows, parquetOf(&part[i]))
		f.bytes += len(part[i].Data)
	}
	if _, err := f.to.Write(f.rows); err != nil || f.bytes < groupBytes {
		return err
	}
	f.bytes = 0
	return f.to.Flush()
}

func parquetOf(e *exported) parquetEvent {
	p := parquetEvent{
		ID: e.ID, Type: e.EventType, User: e.UserID, Tool: toolOf(e), Created: e.OccurredAt.UnixMicro(), Received: e.ReceivedAt.UnixMicro(),
		Data: e.Data,
	}
	if e.IPAddress != nil {
		p.IP = new(e.IPAddress.String())
	}
	if n, err := strconv.ParseInt(strings.Replace(e.Amount, ".", "", 1), 10, 64); err == nil { // all of its four decimals are there
		p.Amount = &n
	}
	return p
}

func (f *parquetFile) close() error { return f.to.Close() }
