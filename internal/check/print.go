package check

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	longestLine = 600 // characters; what a server says about itself has no bound of its own
	longestSaid = 160
)

// printer lays the lines out and counts them. It keeps the first error of its writer.
type printer struct {
	out    io.Writer
	width  int // of the names
	report Report
	err    error
}

func newPrinter(out io.Writer, all []group) *printer {
	p := &printer{out: out, width: len(cleanupName)}
	for _, g := range all {
		for _, s := range g.steps {
			p.width = max(p.width, len(s.name))
		}
	}
	return p
}

func (p *printer) printf(format string, args ...any) {
	if p.err != nil {
		return
	}
	if _, err := fmt.Fprintf(p.out, format, args...); err != nil {
		p.err = fmt.Errorf("print the check's result: %w", err)
	}
}

func (p *printer) begin(base string) { p.printf("Checking %s\n", base) }

func (p *printer) title(text string) { p.printf("\n%s\n", text) }

func (p *printer) line(o outcome, name, text string) {
	switch o {
	case passed:
		p.report.Passed++
	case failed:
		p.report.Failed++
	default:
		p.report.Skipped++
	}
	p.printf("%-4s  %-*s  %s\n", o, p.width, name, shorten(text, longestLine))
}

func (p *printer) end(took time.Duration) {
	r := p.report
	verdict := "The check passed."
	if !r.OK() {
		verdict = "The check FAILED."
	}
	p.printf("\n%s %d ok, %d failed, %d skipped, in %s.\n", verdict, r.Passed, r.Failed, r.Skipped, took.Round(time.Millisecond))
}

// name is the group as the one line of a group that was skipped.
func (g group) name() string { return strings.ToLower(strings.Fields(g.title)[0]) }

// plural is "1 step" and "2 steps".
func plural(count int, noun string) string {
	if count == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(count) + " " + noun + "s"
}

// shorten makes text that came from elsewhere one harmless line: a terminal obeys control characters.
func shorten(text string, most int) string {
	clean := strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || !unicode.IsPrint(c) {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(text, "?"))
	if letters := []rune(clean); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return clean
}
