package api

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode/utf8"
)

// TypeCSV is the content type of a download that a CSV writes (RFC 4180).
const TypeCSV = "text/csv; charset=utf-8"

// CSV writes rows such that no spreadsheet takes a cell for a formula.
type CSV struct {
	to    *csv.Writer
	cells []string
}

// NewCSV makes a writer and writes the row of headings.
func NewCSV(w io.Writer, headings ...string) *CSV {
	c := &CSV{to: csv.NewWriter(w)}
	c.to.UseCRLF = true
	_ = c.to.Write(headings) // Flush tells
	return c
}

// Row writes one row. It fails when the reader is gone.
func (c *CSV) Row(cells ...string) error {
	c.cells = c.cells[:0]
	for _, cell := range cells {
		c.cells = append(c.cells, Inert(cell))
	}
	return c.to.Write(c.cells)
}

// Flush writes what is still held. Call it at the end, and before a wait.
func (c *CSV) Flush() error {
	c.to.Flush()
	return c.to.Error()
}

// Inert is a cell's text as a spreadsheet shows it and never runs it: what begins like a formula gets an apostrophe in front.
// https://owasp.org/www-community/attacks/CSV_Injection
func Inert(cell string) string {
	if beginsLikeFormula(cell) {
		return "'" + cell
	}
	return cell
}

// Live takes back what Inert did, for whoever reads a file that was written here.
func Live(cell string) string {
	if bare, quoted := strings.CutPrefix(cell, "'"); quoted && beginsLikeFormula(bare) {
		return bare
	}
	return cell
}

// beginsLikeFormula looks behind apostrophes that were there before, so that Live gives back exactly what Inert was given. Some
// spreadsheets read the full-width signs as the others.
func beginsLikeFormula(cell string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, "'"))
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}
