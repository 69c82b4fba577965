package paystack

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

//go:embed pages
var pageFiles embed.FS

var pageTemplates = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

func (s *Server) pageRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /checkout/{access_code}", s.showCheckout)
	mux.HandleFunc("POST /checkout/{access_code}", s.submitCheckout)
	mux.HandleFunc("GET /manage/subscriptions/{code}", s.showManage)
	mux.HandleFunc("POST /manage/subscriptions/{code}", s.submitManage)
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", http.FileServerFS(assets())))
}

func assets() fs.FS {
	sub, err := fs.Sub(pageFiles, "pages/assets")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return sub
}

// page is what the templates show.
type page struct {
	Base, Title, Merchant string
	Problem               string // what was wrong, "" when nothing
	Action                string // where the form goes
	Amount, Email, Plan   string
	Reference             string
	Return, Cancel        string // addresses, or ""
	Status, SavedCard     string // of a subscription
	Manageable            bool
	Step                  string
	Form                  cardForm
	Cards                 []Card

	target string // where the form may lead, besides to itself
}

// Fill is the address of the page with the test card of that number filled in.
func (p page) Fill(i int) string {
	separator := "?"
	if strings.Contains(p.Action, "?") {
		separator = "&"
	}
	return p.Action + separator + "card=" + strconv.Itoa(i+1)
}

// render answers with a page. It is built before the first byte is sent, so a failure is a clean 500.
func (s *Server) render(w http.ResponseWriter, status int, name string, p page) {
	p.Base, p.Merchant = s.basePath, s.config.Merchant
	var out bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&out, name, p); err != nil {
		s.config.Logger.Error("paystack sandbox: page", "page", name, "error", err)
		http.Error(w, "This page could not be made.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; "+
		"form-action 'self' "+originOf(p.target)) // browsers apply form-action to the redirect after it
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if _, err := out.WriteTo(w); err != nil {
		s.config.Logger.Warn("paystack sandbox: page not sent", "page", name, "error", err)
	}
}

func (s *Server) problemPage(w http.ResponseWriter, status int, problem string) {
	s.render(w, status, "problem.html", page{Title: "Problem", Problem: problem})
}

// readCardForm reads a form within its limit, or answers with what is wrong.
func (s *Server) readCardForm(w http.ResponseWriter, r *http.Request) (cardForm, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	if err := r.ParseForm(); err != nil {
		s.problemPage(w, http.StatusBadRequest, "The form could not be read.")
		return cardForm{}, false
	}
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	return cardForm{
		Number: get("number"), CVV: get("cvv"), ExpiryMonth: get("expiry_month"), ExpiryYear: get("expiry_year"),
		PIN: get("pin"), OTP: get("otp"), Bank: get("bank"),
	}, true
}

// prefilled is the form with the test card that ?card= names.
func (s *Server) prefilled(r *http.Request) cardForm {
	i, err := strconv.Atoi(r.URL.Query().Get("card"))
	if err != nil || i < 1 || i > len(cards) {
		return cardForm{}
	}
	f := filledIn(cards[i-1].Number, s.clock.Now().Year()+4)
	f.Number, f.PIN, f.OTP, f.Bank = cards[i-1].Grouped(), "", "", ""
	return f
}

// money writes an amount for people: NGN 1,234.50.
func money(amount int64, currency string) string {
	units := strconv.FormatInt(amount/100, 10)
	for i := len(units) - 3; i > 0; i -= 3 {
		units = units[:i] + "," + units[i:]
	}
	return fmt.Sprintf("%s %s.%02d", currency, units, amount%100)
}

// withReference appends what Paystack appends to a callback_url.
func withReference(address, reference string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return ""
	}
	q := u.Query()
	q.Set("trxref", reference)
	q.Set("reference", reference)
	u.RawQuery = q.Encode()
	return u.String()
}
