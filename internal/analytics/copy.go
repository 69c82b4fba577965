package analytics

import (
	"encoding/binary"
	"io"
	"net/netip"
	"time"
)

// copyEvents is the statement that rows of events follow, in PostgreSQL's own binary form: neither side writes or reads numbers as text.
// https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4
const copyEvents = "COPY public.events (tenant_id, occurred_at, id, event_type, tool_id, user_id, amount, data, ip_address, received_at) " +
	"FROM STDIN (FORMAT binary)"

const (
	copyColumns = 10
	copyHeader  = "PGCOPY\n\xff\r\n\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00" // no flags, no extension
)

// epoch is where PostgreSQL's time begins.
var epoch = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// row is an event on its way to the table, with who reported it.
type row struct {
	*Report

	from     *reporter
	received time.Time
}

func (r row) occurrence() occurrence {
	return occurrence{tenant: r.from.tenant, tool: r.from.tool, kind: r.Type, user: r.User, amount: r.amount, at: *r.Occurred}
}

// copyReader writes rows as they are read, so that they take no more memory than one does.
type copyReader struct {
	rows    []row
	buffer  []byte // what is written and not read
	written []byte // where buffer begins, to be used again
	ended   bool
}

func newCopyReader(rows []row) *copyReader {
	r := &copyReader{rows: rows, written: make([]byte, 0, 4<<10)}
	r.buffer = append(r.written, copyHeader...)
	return r
}

// Read gives the next bytes.
func (c *copyReader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(c.buffer) == 0 && !c.fill() {
			break
		}
		taken := copy(p[n:], c.buffer)
		c.buffer = c.buffer[taken:]
		n += taken
	}
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (c *copyReader) fill() bool {
	switch {
	case len(c.rows) > 0:
		c.written = c.rows[0].append(c.written[:0])
		c.rows = c.rows[1:]
	case !c.ended:
		c.written = append(c.written[:0], 0xff, 0xff)
		c.ended = true
	default:
		return false
	}
	c.buffer = c.written
	return true
}

func (r row) append(b []byte) []byte {
	b = binary.BigEndian.AppendUint16(b, copyColumns)
	b = appendInt(b, int64(r.from.tenant))
	b = appendTime(b, *r.Occurred)
	b = appendInt(b, r.id)
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(r.Type))), r.Type...)
	b = appendInt(b, r.from.tool)
	if r.User == nil {
		b = appendNull(b)
	} else {
		b = appendInt(b, *r.User)
	}
	if r.hasAmount {
		b = appendAmount(b, r.amount)
	} else {
		b = appendNull(b)
	}
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(r.Data)+1)), 1) // the version of jsonb's form, which is text
	b = append(b, r.Data...)
	b = appendAddress(b, r.from.ip)
	return appendTime(b, r.received)
}

func appendNull(b []byte) []byte { return append(b, 0xff, 0xff, 0xff, 0xff) }

func appendInt(b []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(append(b, 0, 0, 0, 8), uint64(n))
}

func appendTime(b []byte, t time.Time) []byte { return appendInt(b, t.Sub(epoch).Microseconds()) }

// appendAmount writes a numeric with four decimals: digits to the base 10,000, of which the last is what lies behind the point.
// https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/utils/adt/numeric.c (numeric_send)
func appendAmount(b []byte, tenThousandths int64) []byte {
	const base, most = 10_000, 5
	sign, n := uint16(0), uint64(tenThousandths)
	if tenThousandths < 0 {
		sign, n = 0x4000, uint64(-tenThousandths)
	}
	var digits [most]uint16
	first := most
	for ; n > 0; n /= base {
		first--
		digits[first] = uint16(n % base)
	}
	count := most - first
	b = binary.BigEndian.AppendUint32(b, uint32(8+2*count))
	for _, part := range [...]uint16{uint16(count), uint16(count - 2), sign, amountDecimals} {
		b = binary.BigEndian.AppendUint16(b, part)
	}
	for _, digit := range digits[first:] {
		b = binary.BigEndian.AppendUint16(b, digit)
	}
	return b
}

// appendAddress writes an inet. https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/utils/adt/network.c (network_send)
func appendAddress(b []byte, ip *netip.Addr) []byte {
	if ip == nil {
		return appendNull(b)
	}
	const v4, v6 = 2, 3
	family := byte(v6)
	if ip.Is4() {
		family = v4
	}
	raw := ip.AsSlice()
	b = binary.BigEndian.AppendUint32(b, uint32(4+len(raw)))
	b = append(b, family, byte(ip.BitLen()), 0, byte(len(raw)))
	return append(b, raw...)
}
