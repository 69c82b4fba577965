package receipt

import (
	"io"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"golang.org/x/text/unicode/norm"
)

// Measures of the sheet, in millimetres of A4.
const (
	margin = 22.0
	right  = 210 - margin
	column = 45.0 // of amounts
)

// The letters are DejaVu's, which has those of every language that is written in Latin ones, and what is used of them is in the file.
const font = "DejaVu"

// sheet is a page that is being drawn.
type sheet struct{ *fpdf.Fpdf }

// WritePDF writes the receipt as a PDF of one page. The same receipt is the same bytes.
func WritePDF(w io.Writer, r *Receipt) error {
	s := newSheet(r)
	s.head()
	s.parties(r)
	s.table(r)
	if r.Remark != "" {
		s.Ln(6)
		s.soft(9)
		s.MultiCell(0, 5, clean(r.Remark), "", "L", false)
	}
	return s.Output(w)
}

func newSheet(r *Receipt) sheet {
	s := sheet{fpdf.New("P", "mm", "A4", "")}
	s.SetCatalogSort(true)
	s.SetCreationDate(r.Paid.UTC())
	s.SetModificationDate(r.Paid.UTC())
	s.SetTitle(clean(r.title()), true)
	s.SetCreator("TableTap", true)
	s.SetLang("en")
	s.AddUTF8FontFromBytes(font, "", dejavusans.TTF)
	s.AddUTF8FontFromBytes(font, "B", dejavusansbold.TTF)
	s.SetMargins(margin, margin, margin)
	s.SetCellMargin(0)
	s.SetDrawColor(0xdf, 0xe5, 0xe1)
	s.SetAutoPageBreak(false, 0)
	s.AddPage()
	return s
}

// head is our name and what this is.
func (s sheet) head() {
	s.SetFillColor(0x0b, 0x6b, 0x4f)
	s.RoundedRect(margin, margin, 9, 9, 2, "1234", "F")
	s.SetTextColor(255, 255, 255)
	s.SetFont(font, "B", 13)
	s.SetXY(margin, margin)
	s.CellFormat(9, 9, "T", "", 0, "CM", false, 0, "")
	s.ink("B", 13)
	s.SetX(margin + 11)
	s.CellFormat(60, 9, "TableTap", "", 0, "LM", false, 0, "")
	s.ink("B", 18)
	s.SetX(margin)
	s.CellFormat(0, 9, "Receipt", "", 1, "RM", false, 0, "")
	s.Ln(14)
}

// parties is who paid, and beside it when and how.
func (s sheet) parties(r *Receipt) {
	const half = (right - margin) / 2
	top := s.GetY()
	s.soft(9)
	s.CellFormat(half, 6, "Received from", "", 1, "L", false, 0, "")
	s.ink("B", 11)
	s.MultiCell(half-8, 6, clean(r.Restaurant), "", "L", false)
	s.ink("", 10)
	for _, line := range r.Contact {
		s.MultiCell(half-8, 5.5, clean(line), "", "L", false)
	}
	bottom := s.GetY()
	s.SetY(top)
	for _, f := range r.facts() {
		s.SetX(margin + half)
		s.soft(9)
		s.CellFormat(26, 6, f.Name, "", 0, "L", false, 0, "")
		s.ink("", 9)
		s.MultiCell(half-26, 6, clean(f.Value), "", "R", false)
	}
	s.SetY(max(bottom, s.GetY()) + 12)
}

// table is what was paid for, what was paid, and what went back.
func (s sheet) table(r *Receipt) {
	s.soft(9)
	s.CellFormat(0, 6, "For", "", 0, "L", false, 0, "")
	s.SetX(margin)
	s.CellFormat(0, 6, "Amount", "", 1, "R", false, 0, "")
	for _, line := range r.Lines {
		s.ink("", 10.5)
		s.row(line)
	}
	s.SetDrawColor(0x16, 0x20, 0x1b)
	s.ink("B", 12)
	s.row(Line{Text: "Paid", Amount: r.Total})
	for _, line := range r.Returned {
		s.soft(10)
		s.row(line)
	}
}

// row draws a line of the table with a rule above it.
func (s sheet) row(line Line) {
	top := s.GetY() + 2
	s.Line(margin, s.GetY(), right, s.GetY())
	s.SetDrawColor(0xdf, 0xe5, 0xe1)
	s.SetXY(right-column, top)
	s.CellFormat(column, 6, line.Amount, "", 0, "R", false, 0, "")
	s.SetXY(margin, top)
	s.MultiCell(right-margin-column, 6, clean(line.Text), "", "L", false)
	if line.Detail != "" {
		s.soft(9)
		s.MultiCell(right-margin-column, 5, clean(line.Detail), "", "L", false)
	}
	s.Ln(2)
}

func (s sheet) ink(weight string, size float64) {
	s.SetTextColor(0x16, 0x20, 0x1b)
	s.SetFont(font, weight, size)
}

func (s sheet) soft(size float64) {
	s.SetTextColor(0x5c, 0x6b, 0x63)
	s.SetFont(font, "", size)
}

// clean is text as the font can show it: letters with their accents in one, no control characters, and a sign in the place of what
// lies beyond Unicode's first plane, such as emoji, which the library cannot draw.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r == 0x7f:
			return ' '
		case r > 0xffff:
			return '\uFFFD'
		default:
			return r
		}
	}, norm.NFC.String(text))
}
