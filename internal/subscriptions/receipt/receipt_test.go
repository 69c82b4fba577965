package receipt_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/subscriptions/receipt"
)

// sample has everything that a receipt can have, and names that are hard to write.
func sample() *receipt.Receipt {
	return &receipt.Receipt{
		Number: "TT-2026-000012", Restaurant: "Chidi's Café Ọlá & Ẹ̀kọ́ <b>", Contact: []string{"12 Adélékè Adédoyìn Street", "Łódź ŋmaa ɖɔ ɛ", "+234 1 555 0100"},
		Lines: []receipt.Line{
			{Text: "Professional plan, paid monthly", Detail: "1 March 2026 to 1 April 2026", Amount: "NGN 10,000.00"},
			{Text: "Credit for the unused rest of the previous period", Amount: "NGN -2,500.00"},
		},
		Total: "NGN 7,500.00", Method: "visa ending in 4081", Reference: "tt-h6ostp6yhcnsfemasmburiafyn",
		Paid:     time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("WAT", 3600)),
		Returned: []receipt.Line{{Text: "Refunded", Detail: "3 March 2026", Amount: "NGN -500.00"}},
		Remark:   "Said (in brackets) \\ and ₦ ₵.",
	}
}

func pdf(tb testing.TB, r *receipt.Receipt) []byte {
	tb.Helper()
	var file bytes.Buffer
	require.NoError(tb, receipt.WritePDF(&file, r))
	return file.Bytes()
}

var (
	streams = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)
	shown   = regexp.MustCompile(`(?s)\(((?:[^()\\]|\\.)*)\) ?Tj`)
	escaped = regexp.MustCompile(`(?s)\\(.)`)
)

// inflated are the streams of a PDF.
func inflated(tb testing.TB, file []byte) [][]byte {
	tb.Helper()
	var all [][]byte
	for _, stream := range streams.FindAllSubmatch(file, -1) {
		r, err := zlib.NewReader(bytes.NewReader(stream[1]))
		if err != nil {
			continue // one that is not compressed
		}
		raw, err := io.ReadAll(r)
		require.NoError(tb, err)
		all = append(all, raw)
	}
	return all
}

// words are what a PDF shows, a line each time the pen is set down anew.
func words(tb testing.TB, file []byte) string {
	tb.Helper()
	var text strings.Builder
	for _, stream := range inflated(tb, file) {
		for _, found := range shown.FindAllSubmatch(stream, -1) {
			raw := escaped.ReplaceAllFunc(found[1], func(pair []byte) []byte {
				if pair[1] == 'r' {
					return []byte{'\r'}
				}
				return pair[1:]
			})
			units := make([]uint16, len(raw)/2)
			for i := range units {
				units[i] = binary.BigEndian.Uint16(raw[2*i:])
			}
			text.WriteString(string(utf16.Decode(units)) + "\n")
		}
	}
	return text.String()
}

func TestThePDFSaysItAll(t *testing.T) {
	t.Parallel()
	file := pdf(t, sample())
	require.True(t, bytes.HasPrefix(file, []byte("%PDF-1.")))
	require.Equal(t, 1, bytes.Count(file, []byte("/Type /Page\n")), "one page")
	text := words(t, file)
	for _, said := range []string{
		"Receipt", "TT-2026-000012", "Received from", "Chidi's Café Ọlá & Ẹ̀kọ́ <b>", "12 Adélékè Adédoyìn Street", "Łódź ŋmaa ɖɔ ɛ",
		"+234 1 555 0100", "Professional plan, paid monthly", "1 March 2026 to 1 April 2026", "NGN 10,000.00",
		"Credit for the unused rest of the previous period", "NGN -2,500.00", "Paid", "NGN 7,500.00", "visa ending in 4081",
		"tt-h6ostp6yhcnsfemasmburiafyn", "1 March 2026, 11:00 UTC", "Refunded", "3 March 2026", "NGN -500.00", "Said (in brackets) \\ and ₦ ₵.",
	} {
		require.Contains(t, text, said)
	}
	require.Equal(t, file, pdf(t, sample()), "the same bytes every time")
	for _, date := range []string{"CreationDate", "ModDate"} {
		require.Regexp(t, date+` \(D:20260301110000`, string(file), "and on every day")
	}
	require.Less(t, len(file), 100_000, "of the letters only those that are used")
}

// What is shown as text is drawn from a table of letters: each that is used is in it.
func TestThePDFHasTheLetters(t *testing.T) {
	t.Parallel()
	file := pdf(t, sample())
	const glyphs = 2 << 16 // a table with an entry of two bytes for each character
	var tables [][]byte
	for _, stream := range inflated(t, file) {
		if len(stream) == glyphs {
			tables = append(tables, stream)
		}
	}
	require.Len(t, tables, 2, "of the ordinary letters and of the bold ones")
	for _, letter := range "ỌláẸkéŁŋɖɔɛ₦₵" {
		drawn := false
		for _, table := range tables {
			drawn = drawn || binary.BigEndian.Uint16(table[2*letter:]) != 0
		}
		require.True(t, drawn, "%c", letter)
	}
}

func TestThePDFTakesAnything(t *testing.T) {
	t.Parallel()
	r := sample()
	r.Restaurant = "Jollof 🍛 \x00\x07\r\n" + strings.Repeat("Wide ", 60)
	r.Contact = []string{"Cafe\u0301", "", "日本語", "\xff", "عربى", strings.Repeat("x", 300)}
	text := words(t, pdf(t, r))
	require.Contains(t, text, "Jollof \uFFFD")
	require.Contains(t, text, "Café", "the accent is the letter's own")
	require.Contains(t, words(t, pdf(t, &receipt.Receipt{})), "Receipt")
}

func TestThePageSaysItAllAndEscapesIt(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	require.NoError(t, receipt.WritePage(&page, sample()))
	for _, said := range []string{
		"Receipt TT-2026-000012 · TableTap", "<strong>Chidi&#39;s Café Ọlá &amp; Ẹ̀kọ́ &lt;b&gt;</strong><br>12 Adélékè Adédoyìn Street<br>",
		"<dt>Paid</dt><dd>1 March 2026, 11:00 UTC</dd>", "<dd>visa ending in 4081</dd>", "<dd>tt-h6ostp6yhcnsfemasmburiafyn</dd>",
		`<td>Professional plan, paid monthly<br><small>1 March 2026 to 1 April 2026</small></td><td class="amount">NGN 10,000.00</td>`,
		`<td class="amount">NGN -2,500.00</td>`, `<td class="amount total">NGN 7,500.00</td>`,
		`<tr class="returned"><td>Refunded<br><small>3 March 2026</small></td><td class="amount">NGN -500.00</td></tr>`,
		`<p class="remark">Said (in brackets) \ and ₦ ₵.</p>`,
	} {
		require.Contains(t, page.String(), said)
	}
	require.NotContains(t, page.String(), "<b>")
	require.NotContains(t, page.String(), "<script")
}

// The browser applies the page's style only if the policy names what stands between the tags, byte by byte.
func TestThePolicyAllowsThePagesOwnStyle(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	require.NoError(t, receipt.WritePage(&page, sample()))
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(page.String())
	require.Len(t, style, 2)
	sum := sha256.Sum256([]byte(style[1]))
	require.Contains(t, receipt.Policy, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	require.Contains(t, receipt.Policy, "default-src 'none'")
	require.NotContains(t, page.String(), "style=", "the policy forbids it")
}
