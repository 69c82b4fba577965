package receipt

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
)

var (
	//go:embed receipt.html
	pageText string
	//go:embed receipt.css
	style string

	page = template.Must(template.New("receipt").Parse(pageText))
)

// Policy is the Content-Security-Policy of the page: it may apply its own style, and nothing else.
var Policy = "default-src 'none'; style-src 'sha256-" + styleHash() + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func styleHash() string {
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// WritePage writes the receipt as a page of HTML that needs nothing beside it.
func WritePage(w io.Writer, r *Receipt) error {
	return page.Execute(w, struct {
		*Receipt

		Title string
		Facts []fact
		Style template.CSS
	}{r, r.title(), r.facts(), template.CSS(style)}) //nolint:gosec // our own file
}
