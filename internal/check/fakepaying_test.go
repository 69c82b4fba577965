package check

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// The fake's payments: user n pays on page n under the reference ref-n.

func (f *fake) askToPay(n int) object {
	return filled(checkoutFields, object{
		"payment_url": fmt.Sprintf("%s/sandbox/paystack/checkout/%d", f.url, n), "reference": fmt.Sprintf("ref-%d", n), "access_code": "x",
		"amount": "50.00", "currency": "GHS",
	})
}

// checkout is the page on which is paid.
func (f *fake) checkout(w http.ResponseWriter, r *http.Request) {
	n := int(r.URL.Path[len(r.URL.Path)-1] - '0')
	good := strings.ReplaceAll(r.FormValue("number"), " ", "") == "4084084084084081" && r.FormValue("cvv") == "408"
	f.mu.Lock()
	defer f.mu.Unlock()
	if !good {
		f.paid[n] = "failed"
		_, _ = w.Write([]byte(`<p role="alert">Declined</p>`))
		return
	}
	f.paid[n] = "success"
	http.Redirect(w, r, fmt.Sprintf("%s/billing/?trxref=ref-%d&reference=ref-%d", f.url, n, n), http.StatusSeeOther)
}

func (f *fake) payment(n int) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.paid[n]
}

func payment(status string) object {
	said := object{"status": status, "amount": "50.00", "currency": "GHS", "failure_reason": "", "payment_method": "visa ending in 4081"}
	if status != "success" {
		said["failure_reason"] = "Declined"
	}
	return filled(paymentFields, said)
}

func (f *fake) subscription(n int, status string) object {
	f.mu.Lock()
	defer f.mu.Unlock()
	return filled(subscriptionFields, object{"status": status, "is_active": status == "active", "cancel_at_period_end": f.stopped[n], "plan": plan("Basic")})
}

// managed cancels and resumes.
func (f *fake) managed(r *http.Request, n int) object {
	var in struct {
		Now bool `json:"now"`
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	f.mu.Lock()
	f.stopped[n] = strings.HasSuffix(r.URL.Path, "/cancel/") && !in.Now
	f.mu.Unlock()
	if in.Now {
		return f.subscription(n, "cancelled")
	}
	return f.subscription(n, "active")
}

func (f *fake) entitled(n int) object {
	if f.payment(n) != "success" {
		return entitled()
	}
	return filled(entitledFields, object{
		"plan": "Basic", "status": "active", "is_active": true, "tools": object{"pos": true, "menu": false, "cms": false},
	})
}
