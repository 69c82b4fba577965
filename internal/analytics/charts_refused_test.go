package analytics_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

const charts = "/api/analytics/"

// What cannot be answered, or not soon, is refused with the parameter that asks too much.
func TestQuestionsThatCannotBeAnswered(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	for query, want := range map[string]string{
		"timeseries/?start_date=1926-01-01&end_date=2026-01-01":  `{"start_date": ["Choose a year from 2000 to 2199."]}`,
		"timeseries/?start_date=2001-01-01&end_date=2101-01-01":  `{"start_date": ["This is too long: choose at most 1100 days."]}`,
		"timeseries/?start_date=2026-02-30":                      `{"start_date": ["Use a date such as 2026-01-31."]}`,
		"timeseries/?period=366d&interval=hour":                  `{"interval": ["By the hour, choose at most 31 days."]}`,
		"timeseries/?period=1100d&measure=users":                 `{"period": ["This is too long: choose at most 366 days."]}`,
		"timeseries/?interval=minute":                            `{"interval": ["Not a valid choice. Choose one of: hour, day, week, month."]}`,
		"timeseries/?measure=tips":                               `{"measure": ["Not a valid choice. Choose one of: events, amount, users."]}`,
		"timeseries/?compare=next":                               `{"compare": ["Not a valid choice. Choose one of: previous."]}`,
		"timeseries/?by=user":                                    `{"by": ["Not a valid choice. Choose one of: type, tool."]}`,
		"timeseries/?tool=pos":                                   `{"tool": ["A valid integer is required."]}`,
		"timeseries/?event_type=An%20Order":                      `{"event_type": ["Must be 1 to 100 of these characters: a-z 0-9 _ . : -"]}`,
		"heatmap/?period=367d":                                   `{"period": ["This is too long: choose at most 366 days."]}`,
		"breakdown/?by=data.table&period=93d":                    `{"period": ["This is too long: choose at most 92 days."]}`,
		"breakdown/?by=tool&period=1100d&measure=users":          `{"period": ["This is too long: choose at most 366 days."]}`,
		"breakdown/?by=data.":                                    `{"by": ["Use type, tool, user, or a field of data such as data.table or data.customer.id."]}`,
		"breakdown/?by=data.a%22b":                               `{"by": ["Use type, tool, user, or a field of data such as data.table or data.customer.id."]}`,
		"breakdown/?by=data.a.b.c.d.e.f":                         `{"by": ["Use type, tool, user, or a field of data such as data.table or data.customer.id."]}`,
		"breakdown/?limit=101":                                   `{"limit": ["Ensure this value is less than or equal to 100."]}`,
		"top/":                                                   `{"of": ["This field is required."]}`,
		"top/?of=color":                                          `{"of": ["Use type, tool, user, or a field of data such as data.table or data.customer.id."]}`,
		"top/?of=user&limit=0":                                   `{"limit": ["Ensure this value is greater than or equal to 1."]}`,
		"funnel/":                                                `{"steps": ["This field is required."]}`,
		"funnel/?steps=order":                                    `{"steps": ["Give 2 to 8 types of events, in order, with commas between them."]}`,
		"funnel/?steps=a,b,c,d,e,f,g,h,i":                        `{"steps": ["Give 2 to 8 types of events, in order, with commas between them."]}`,
		"funnel/?steps=order,":                                   `{"steps": ["Give 2 to 8 types of events, in order, with commas between them."]}`,
		"funnel/?steps=menu_view,order&within=32d":               `{"within": ["Use a number of minutes, hours or days up to 31 days, such as 30m, 24h or 7d."]}`,
		"funnel/?steps=menu_view,order&within=1w":                `{"within": ["Use a number of minutes, hours or days up to 31 days, such as 30m, 24h or 7d."]}`,
		"funnel/?steps=menu_view,order&within=9999999999999999d": `{"within": ["Use a number of minutes, hours or days up to 31 days, such as 30m, 24h or 7d."]}`,
		"funnel/?steps=menu_view,order&by=type":                  `{"by": ["Use user, or a field of data such as data.table or data.customer.id."]}`,
		"funnel/?steps=menu_view,order&period=1100d&by=x": `{"by": ["Use user, or a field of data such as data.table or data.customer.id."],
			"period": ["This is too long: choose at most 92 days."]}`,
	} {
		w := f.ask(t, as("ama", "one"), http.MethodGet, charts+query, "")
		require.Equal(t, http.StatusBadRequest, w.Code, "%s: %s", query, w.Body)
		require.JSONEq(t, want, w.Body.String(), query)
	}
}

func TestChartsAreForThoseWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.hire(t, f.restaurant(t, "one"), "ama", viewer)
	f.hire(t, f.world.tenants["one"], "waiter", nil)
	f.restaurant(t, "two")
	for _, path := range []string{"dashboard/", "timeseries/", "breakdown/", "top/?of=type", "funnel/?steps=order,order", "heatmap/", "events/"} {
		require.Equal(t, http.StatusOK, f.ask(t, as("ama", "one"), http.MethodGet, charts+path, "").Code, path)
		refuse(t, f.ask(t, as("waiter", "one"), http.MethodGet, charts+path, ""), http.StatusForbidden, "permission_denied")
		refuse(t, f.ask(t, as("ama", "two"), http.MethodGet, charts+path, ""), http.StatusNotFound, "not_found")
		refuse(t, f.ask(t, pos("one"), http.MethodGet, charts+path, ""), http.StatusUnauthorized, "not_authenticated")
	}
}
