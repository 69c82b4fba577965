package paystack_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

const paid = `{
	"id": 4099260516, "domain": "test", "status": "success", "reference": "tt-1", "amount": 256000, "requested_amount": 250000,
	"currency": "NGN", "fees": 6000, "paid_at": "2026-01-15T10:00:21.000Z", "created_at": "2026-01-15T09:59:58.000Z",
	"channel": "card", "gateway_response": "Successful", "message": null, "metadata": {"tenant": 42}, "plan": null, "plan_object": {},
	"authorization": {"authorization_code": "AUTH_1", "bin": "408408", "last4": "4081", "exp_month": "12", "exp_year": "2030",
		"channel": "card", "card_type": "visa ", "bank": "TEST BANK", "country_code": "NG", "brand": "visa", "reusable": true,
		"signature": "SIG_1", "account_name": null},
	"customer": {"id": 181873746, "first_name": "Ngozi", "last_name": null, "email": "ngozi@buka.example",
		"customer_code": "CUS_1", "phone": null, "metadata": null}}`

func TestTransactionIsReadInFull(t *testing.T) {
	t.Parallel()
	got, err := paystack.ParseTransaction([]byte(paid))
	require.NoError(t, err)
	require.Equal(t, paystack.Transaction{
		ID: "4099260516", Reference: "tt-1", Domain: "test", Status: "success", Amount: 256000, RequestedAmount: 250000,
		Currency: "NGN", Fees: new(int64(6000)), PaidAt: start.Add(21 * time.Second), CreatedAt: start.Add(-2 * time.Second),
		Channel: "card", GatewayResponse: "Successful", Metadata: map[string]any{"tenant": json.Number("42")},
		Authorization: paystack.Authorization{
			Code: "AUTH_1", Reusable: true, Channel: "card", Brand: "visa", CardType: "visa", BIN: "408408", Last4: "4081",
			ExpMonth: 12, ExpYear: 2030, Bank: "TEST BANK", CountryCode: "NG", Signature: "SIG_1",
		},
		Customer: paystack.Customer{ID: "181873746", Code: "CUS_1", Email: "ngozi@buka.example", FirstName: "Ngozi"},
	}, got)
	require.Equal(t, paystack.Money{Amount: 256000, Currency: "NGN"}, got.Money())
}

// set replaces one field of paid. "" takes it away.
func changed(t *testing.T, name, value string) []byte {
	t.Helper()
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(paid), &fields))
	delete(fields, name)
	if value != "" {
		fields[name] = json.RawMessage(value)
	}
	raw, err := json.Marshal(fields)
	require.NoError(t, err)
	return raw
}

func TestTransactionWithoutAnEssentialIsNone(t *testing.T) {
	t.Parallel()
	nonsense := map[string][]string{
		"amount": {
			"", "null", `""`, "{}", "[]", "true", "-1", `"-1"`, `"+1"`, "1.5", "100.0", "1e3", `"1,000"`, `"0x10"`, `"10_0"`, `"NaN"`,
			"9223372036854775808", `"1 0"`, `"٣"`,
		},
		"currency":  {"", "null", `""`, "566", `"naira"`, `"N"`, "{}", `"N1N"`},
		"status":    {"", "null", `""`, `" "`, "true", "{}"},
		"reference": {"", "null", `""`, "{}", `"../x"`, `"a b"`, `"'"`, `"-"`, "[]", "true"},
	}
	for name, values := range nonsense {
		for _, value := range values {
			got, err := paystack.ParseTransaction(changed(t, name, value))
			require.Equal(t, "webhook_payload_invalid", fault.CodeOf(err), "%s %s", name, value)
			require.ErrorContains(t, err, name)
			require.Zero(t, got, "%s %s", name, value)
		}
	}
	for _, raw := range []string{"", "{", "null", "[]", "1", `"x"`, "{}", paid + paid, strings.Replace(paid, `"domain"`, `"amount"`, 1)} {
		_, err := paystack.ParseTransaction([]byte(raw))
		require.True(t, fault.Is(err, fault.Invalid), raw)
	}
}

func TestTransactionTypesMayDrift(t *testing.T) {
	t.Parallel()
	read := func(name, value string) paystack.Transaction {
		got, err := paystack.ParseTransaction(changed(t, name, value))
		require.NoError(t, err, "%s %s", name, value)
		return got
	}
	require.Equal(t, int64(256000), read("amount", `"256000"`).Amount)
	require.Equal(t, int64(0), read("amount", "0").Amount)
	require.Equal(t, int64(9223372036854775807), read("amount", "9223372036854775807").Amount, "no digit is lost")
	require.Equal(t, "9007199254740993", read("id", "9007199254740993").ID, "no digit is lost")
	require.Equal(t, "59214", read("id", `"59214"`).ID)
	require.Empty(t, read("id", `"a b"`).ID)
	require.Equal(t, "NGN", read("currency", `"ngn"`).Currency)
	require.Equal(t, "1976435206", read("reference", "1976435206").Reference)
	require.Equal(t, "T9_1=.x-y", read("reference", `"T9_1=.x-y"`).Reference)
	require.Nil(t, read("fees", "null").Fees)
	require.Equal(t, int64(0), *read("fees", `"0"`).Fees)
	require.Zero(t, read("requested_amount", "").RequestedAmount)
	require.Zero(t, read("authorization", "{}").Authorization)
	require.Zero(t, read("authorization", `{"exp_month":"13","exp_year":99999}`).Authorization)
	require.Equal(t, 9, read("authorization", `{"exp_month":9}`).Authorization.ExpMonth)
	require.Zero(t, read("customer", "7454223").Customer)
	require.Equal(t, "CUS_2", read("customer", `{"code":"CUS_2"}`).Customer.Code)
	require.Equal(t, "ab", read("message", `"a\u0000b"`).Message, "PostgreSQL knows no NUL")

	for value, want := range map[string]string{
		"{}": "", "null": "", `""`: "", "0": "", "[]": "", `"PLN_1"`: "PLN_1", `{"plan_code":"PLN_1"}`: "PLN_1", "28": "", `{"id":28}`: "",
	} {
		require.Equal(t, want, read("plan", value).PlanCode, value)
	}
	require.Equal(t, "PLN_2", read("plan_object", `{"plan_code":"PLN_2"}`).PlanCode)
}

func TestMetadataMayDrift(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]map[string]any{
		"0": nil, `""`: nil, "null": nil, "": nil, "{}": nil, "[]": nil, `["a"]`: nil, "true": nil, `"text"`: nil, `"0"`: nil, `"[1]"`: nil, `"{"`: nil,
		`{"a":"b"}`:                  {"a": "b"},
		`"{\"a\":\"b\"}"`:            {"a": "b"},
		`{"a":12345678901234567890}`: {"a": json.Number("12345678901234567890")},
	} {
		got, err := paystack.ParseTransaction(changed(t, "metadata", value))
		require.NoError(t, err, value)
		require.Equal(t, want, got.Metadata, value)
	}
}

func TestTimesComeInManyLayouts(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 1, 15, 9, 59, 58, 0, time.UTC) // which counts where no time can be read
	for value, want := range map[string]time.Time{
		`"2026-01-15T10:00:00.000Z"`:       start,
		`"2026-01-15T10:00:00Z"`:           start,
		`"2026-01-15T11:00:00+01:00"`:      start,
		`"2026-01-15T10:00:00.123456789Z"`: start.Add(123456 * time.Microsecond),
		`"2026-01-15T10:00:00"`:            start,
		`"2026-01-15 10:00:00"`:            start,
		`"2026-01-15 10:00:00 +0000"`:      start,
		`"2026-01-15"`:                     start.Truncate(24 * time.Hour),
		`"Thu Jan 15 2026 11:00:00 GMT+0100 (West Africa Standard Time)"`: start,
		`"Thu Jan 15 2026 10:00:00 GMT+0000"`:                             start,
		`"Thu, 15 Jan 2026 10:00:00 UTC"`:                                 start,
		"1768471200":                                                      start,
		`"1768471200"`:                                                    start,
		"1768471200000":                                                   start,
		"null":                                                            made,
		`""`:                                                              made,
		`"soon"`:                                                          made,
		"0":                                                               made,
		"-5":                                                              made,
		"1e308":                                                           made,
		`"NaN"`:                                                           made,
		`"0000-00-00 00:00:00"`:                                           made,
		`"0001-01-01T00:00:00Z"`:                                          made,
		`"9999-01-01T00:00:00Z"`:                                          made,
		"true":                                                            made,
	} {
		got, err := paystack.ParseTransaction(changed(t, "paid_at", value))
		require.NoError(t, err, value)
		require.Equal(t, want, got.PaidAt, value)
	}
	got, err := paystack.ParseTransaction([]byte(strings.NewReplacer(`"paid_at"`, `"paidAt"`, `"created_at"`, `"createdAt"`).Replace(paid)))
	require.NoError(t, err)
	require.Equal(t, start.Add(21*time.Second), got.PaidAt)
	require.Equal(t, start.Add(-2*time.Second), got.CreatedAt)
}

// The answer to a charge of a saved card says when it was made, and not when it was paid, which is the same.
func TestAChargeIsPaidWhenItIsMade(t *testing.T) {
	t.Parallel()
	const charged = `{"amount":500,"currency":"GHS","reference":"r","status":"%s","transaction_date":"2026-11-27T10:00:00.000Z"}`
	said, err := paystack.ParseTransaction(fmt.Appendf(nil, charged, "success"))
	require.NoError(t, err)
	require.Equal(t, time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC), said.PaidAt.UTC())
	failed, err := paystack.ParseTransaction(fmt.Appendf(nil, charged, "failed"))
	require.NoError(t, err)
	require.True(t, failed.PaidAt.IsZero())
}
