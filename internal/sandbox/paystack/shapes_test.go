package paystack_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/paystack"
)

// What Paystack's OpenAPI document requires of transactions and of what belongs to them.
const (
	transactionFields = "id domain status reference amount message gateway_response paid_at created_at channel currency ip_address " +
		"metadata log fees fees_split authorization customer plan subaccount split order_id paidAt createdAt requested_amount " +
		"pos_transaction_data source connect "
	refundFields = "integration transaction dispute settlement id domain currency amount status refunded_at refunded_by customer_note " +
		"merchant_note deducted_amount fully_deducted createdAt bank_reference transaction_reference reason customer refund_type " +
		"transaction_amount initiated_by refund_channel session_id collect_account_number "
	customerFields = "integration first_name last_name email phone metadata domain customer_code risk_action id createdAt updatedAt "
	planFields     = "subscriptions pages domain name plan_code description amount interval invoice_limit send_invoices send_sms " +
		"hosted_page hosted_page_url hosted_page_summary currency migrate is_deleted is_archived id integration createdAt updatedAt "
	subscriptionFields = "id domain status start quantity subscription_code email_token amount cron_expression next_payment_date " +
		"open_invoice createdAt integration plan authorization customer invoice_limit split_code metadata "
	disputeFields = "id refund_amount currency status resolution domain transaction transaction_reference category bin last4 dueAt " +
		"resolvedAt evidence attachments note createdAt updatedAt "
)

func TestAnswersHaveWhatTheOpenAPIDocumentRequires(t *testing.T) {
	t.Parallel()
	s, _ := clocked(t)
	plan := newPlan(t, s, "monthly")
	sub := subscribed(t, s, plan, "first", goodCard)
	authorization := paid(t, s, "order", goodCard)
	transaction := fmt.Sprintf("%.0f", verify(t, s, "order")["id"])
	refund := fmt.Sprintf("%.0f", ok(t, s, "POST", "/refund", `{"transaction":"order","amount":1}`).(object)["id"])
	customer := get(t, s, "/customer/ada@example.com")["customer_code"].(string)
	dispute, err := s.OpenDispute("order")
	require.NoError(t, err)
	for _, c := range []struct{ request, body, fields string }{
		{"GET /transaction", "", transactionFields},
		{"GET /transaction/" + transaction, "", transactionFields + "receipt_number helpdesk_link fees_breakdown"},
		{"GET /transaction/verify/order", "", transactionFields + "receipt_number fees_breakdown transaction_date plan_object"},
		{
			"POST /transaction/charge_authorization", `{"email":"ada@example.com","amount":9,"authorization_code":"` + authorization + `"}`,
			"amount currency transaction_date status reference domain metadata gateway_response message channel ip_address log fees " +
				"authorization customer plan id",
		},
		{
			"POST /refund", `{"transaction":"order","amount":1}`,
			"transaction integration deducted_amount channel merchant_note customer_note status refunded_by expected_at currency domain " +
				"amount fully_deducted id createdAt updatedAt",
		},
		{"GET /refund", "", refundFields},
		{"GET /refund/" + refund, "", refundFields},
		{"POST /customer", `{"email":"bo@example.com"}`, customerFields + "transactions subscriptions authorizations identified identifications"},
		{"GET /customer", "", customerFields},
		{
			"GET /customer/" + customer, "", customerFields + "transactions subscriptions authorizations created_at updated_at " +
				"total_transactions total_transaction_value dedicated_account dedicated_accounts identified identifications",
		},
		{"PUT /customer/" + customer, `{}`, customerFields + "identified identifications"},
		{
			"POST /plan", `{"name":"x","amount":1,"interval":"daily"}`, "currency name amount interval integration domain plan_code " +
				"invoice_limit send_invoices send_sms hosted_page migrate is_archived id createdAt updatedAt",
		},
		{"GET /plan", "", planFields + "total_subscriptions active_subscriptions total_subscriptions_revenue"},
		{
			"GET /plan/" + plan, "",
			planFields + "pages_count subscribers_count subscriptions_count active_subscriptions_count total_revenue subscribers",
		},
		{
			"POST /subscription", `{"customer":"ada@example.com","plan":"` + newPlan(t, s, "weekly") + `"}`,
			subscriptionFields + "cancelledAt updatedAt easy_cron_id",
		},
		{"GET /subscription", "", subscriptionFields + "payments_count most_recent_invoice"},
		{
			"GET /subscription/" + sub, "",
			subscriptionFields + "cancelledAt invoices invoices_history most_recent_invoice payments_count",
		},
		{"GET /dispute", "", disputeFields + "customer history messages"},
		{fmt.Sprintf("GET /dispute/%d", dispute), "", disputeFields + "customer history messages"},
		{
			fmt.Sprintf("PUT /dispute/%d/resolve", dispute), `{"resolution":"declined"}`,
			disputeFields + "merchant_transaction_reference integration created_by message",
		},
		{"GET /balance", "", "currency balance"},
	} {
		method, path, _ := strings.Cut(c.request, " ")
		answer := ok(t, s, method, path, c.body)
		if list, isList := answer.([]any); isList {
			require.NotEmpty(t, list, c.request)
			answer = list[0]
		}
		require.Subset(t, keys(answer.(object)), strings.Fields(c.fields), c.request)
		requireDates(t, c.request, answer)
	}
}

// What Paystack's published samples of webhooks have.
const (
	cardFields = "authorization.authorization_code authorization.bin authorization.last4 authorization.exp_month authorization.exp_year " +
		"authorization.channel authorization.card_type authorization.bank authorization.country_code authorization.brand " +
		"authorization.reusable authorization.signature authorization.account_name "
	personFields = "customer.id customer.first_name customer.last_name customer.email customer.customer_code customer.phone " +
		"customer.metadata customer.risk_action "
	subscriptionEvent = "domain status subscription_code amount cron_expression next_payment_date open_invoice plan.id plan.name " +
		"plan.plan_code plan.description plan.amount plan.interval plan.send_invoices plan.send_sms plan.currency created_at " +
		cardFields + personFields
	invoiceEvent = "domain invoice_code amount period_start period_end status paid paid_at description subscription.status " +
		"subscription.subscription_code subscription.email_token subscription.amount subscription.cron_expression " +
		"subscription.next_payment_date subscription.open_invoice transaction created_at " + cardFields + personFields
	refundEvent = "status transaction_reference refund_reference amount currency processor customer.first_name customer.last_name " +
		"customer.email integration domain"
	disputeEvent = "id refund_amount currency status resolution domain transaction.id transaction.reference transaction.status " +
		"transaction.amount transaction.pos_transaction_data transaction_reference category bin last4 dueAt resolvedAt evidence " +
		"attachments note history messages created_at updated_at " + personFields
)

var eventFields = map[string]string{
	"charge.success": "id domain status reference amount message gateway_response paid_at created_at channel currency ip_address " +
		"metadata log fees fees_split plan subaccount split order_id paidAt requested_amount " + cardFields + personFields,
	"subscription.create":    subscriptionEvent + "createdAt",
	"subscription.disable":   subscriptionEvent + "email_token",
	"subscription.not_renew": subscriptionEvent + "id email_token integration invoices invoices_history invoice_limit split_code most_recent_invoice",
	"invoice.create":         invoiceEvent,
	"invoice.update":         invoiceEvent + "transaction.reference transaction.status transaction.amount transaction.currency",
	"invoice.payment_failed": invoiceEvent,
	"refund.pending":         refundEvent,
	"refund.processing":      refundEvent,
	"refund.processed":       refundEvent,
	"refund.failed":          refundEvent,
	"charge.dispute.create":  disputeEvent,
	"charge.dispute.remind":  disputeEvent,
	"charge.dispute.resolve": disputeEvent,
}

func TestWebhooksHaveWhatPaystacksSamplesHave(t *testing.T) {
	t.Parallel()
	s, now := clocked(t)
	sub := subscribed(t, s, newPlan(t, s, "monthly"), "first", goodCard)
	later(t, s, now, 31*day)
	require.NoError(t, s.SetCard(goodCard, paystack.OutcomeDeclined))
	later(t, s, now, 30*day)
	token := get(t, s, "/subscription/"+sub)["email_token"].(string)
	ok(t, s, "POST", "/subscription/disable", `{"code":"`+sub+`","token":"`+token+`"}`)
	later(t, s, now, 31*day)
	ok(t, s, "POST", "/refund", `{"transaction":"first","amount":1}`)
	s.FailRefunds(1)
	ok(t, s, "POST", "/refund", `{"transaction":"first","amount":1}`)
	dispute, err := s.OpenDispute("first")
	require.NoError(t, err)
	require.NoError(t, s.RemindOfDispute(dispute))
	ok(t, s, "PUT", fmt.Sprintf("/dispute/%d/resolve", dispute), `{"resolution":"declined"}`)

	for kind, fields := range eventFields {
		event := data(t, s, kind)
		require.Subset(t, paths(event, ""), strings.Fields(fields), kind)
		requireDates(t, kind, event)
	}
	for _, d := range s.Webhooks().All() {
		var envelope object
		require.NoError(t, json.Unmarshal(d.Body, &envelope))
		require.ElementsMatch(t, []string{"event", "data"}, keys(envelope))
		require.Equal(t, d.Type, envelope["event"])
		require.Contains(t, eventFields, d.Type)
	}
}

// paths lists the fields of an object, and those of the objects in it after a dot.
func paths(o object, prefix string) []string {
	var list []string
	for key, value := range o {
		list = append(list, prefix+key)
		if inner, isObject := value.(object); isObject {
			list = append(list, paths(inner, prefix+key+".")...)
		}
	}
	return list
}

var (
	dateName = regexp.MustCompile(`(_at|At|_date|period_start|period_end)$`)
	dateForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)
)

// requireDates checks how every date is written.
func requireDates(t *testing.T, where string, value any) {
	t.Helper()
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			requireDates(t, where, item)
		}
	case object:
		for key, inner := range v {
			if text, isText := inner.(string); isText && dateName.MatchString(key) && key != "expiry_date" {
				require.Regexp(t, dateForm, text, "%s: %s", where, key)
			}
			requireDates(t, where, inner)
		}
	}
}
