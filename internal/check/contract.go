package check

import (
	"regexp"
	"strings"
)

// endpoints are those of the contract that this release serves. A later one adds its own here.
var endpoints = strings.Fields(`
	GET/api/health/
	POST/api/auth/webhook/clerk/
	GET/api/auth/profile/
	GET/api/auth/tenant/
	POST/api/auth/test/
	GET/api/tenants/
	POST/api/tenants/
	GET/api/tenants/{id}/
	PUT/api/tenants/{id}/
	PATCH/api/tenants/{id}/
	DELETE/api/tenants/{id}/
	POST/api/tenants/{id}/activate_subscription/
	POST/api/tenants/{id}/deactivate_subscription/
	GET/api/staff/roles/
	POST/api/staff/roles/
	GET/api/staff/roles/{id}/
	PUT/api/staff/roles/{id}/
	PATCH/api/staff/roles/{id}/
	DELETE/api/staff/roles/{id}/
	GET/api/staff/members/
	GET/api/staff/members/me/
	GET/api/staff/members/{id}/
	PUT/api/staff/members/{id}/
	PATCH/api/staff/members/{id}/
	DELETE/api/staff/members/{id}/
	POST/api/staff/members/{id}/activate/
	POST/api/staff/members/{id}/deactivate/
	GET/api/subscriptions/plans/
	GET/api/subscriptions/plans/{id}/
	GET/api/subscriptions/subscription/
	GET/api/subscriptions/subscriptions/
	GET/api/subscriptions/subscriptions/{id}/
	GET/api/subscriptions/entitlements/
	POST/api/subscriptions/subscribe/
	GET/api/subscriptions/payment/verify/
	POST/api/subscriptions/webhook/paystack/
	GET/api/tools/available/
	GET/api/tools/access/
	POST/api/tools/sso/generate/
	POST/api/tools/sso/verify/
	GET/.well-known/jwks.json
`)

// The fields of the contract's bodies. A server may answer more.
var (
	healthFields  = strings.Fields("status message version")
	profileFields = strings.Fields("id username email first_name last_name clerk_user_id is_verified is_superuser")
	tenantFields  = strings.Fields(`tenant_id schema_name name slug subscription_status trial_end_date is_active role permissions`)
	rowFields     = strings.Fields(`id schema_name name slug description created_on is_active subscription_status trial_end_date
		contact_email contact_phone business_type currency timezone clerk_organization_id address phone website logo settings`)
	roleFields   = strings.Fields("id name description permissions")
	memberFields = strings.Fields("id user role is_active hired_date employee_id department")
	planFields   = strings.Fields(`id name plan_type description price_ghs price_ngn price_usd includes_pos includes_menu includes_cms max_staff
		max_tables max_menu_items features_list is_featured is_active`)
	entitledFields     = strings.Fields("plan status is_active trial_end tools max_staff max_tables max_menu_items")
	checkoutFields     = strings.Fields("payment_url reference access_code amount currency")
	paymentFields      = strings.Fields(`id subscription amount currency status payment_method paystack_reference paid_at created_at`)
	subscriptionFields = strings.Fields(`id tenant plan status is_active paystack_subscription_code current_period_start current_period_end
		trial_end cancel_at_period_end cancelled_at days_until_renewal created_at updated_at`)
	toolFields   = strings.Fields("id name slug description url icon is_active metadata")
	accessFields = strings.Fields("id user tool is_granted granted_at")
	launchFields = strings.Fields("token expires_at created_at launch_url")
	verifyFields = strings.Fields("valid user_id tool_id tenant_schema tenant user role permissions expires_at")
	echoFields   = strings.Fields("message user tenant data_received")
)

// What every new restaurant has.
var (
	defaultRoles = []string{"Owner", "Manager", "Waiter"}
	defaultTools = []string{"pos", "menu", "cms"}
)

var pathParameter = regexp.MustCompile(`\{[^}]*\}`)

// anyParameter makes /api/tenants/{id}/ and /api/tenants/{pk}/ the same.
func anyParameter(path string) string { return pathParameter.ReplaceAllString(path, "{}") }

// split parts an endpoint's method from its path.
func split(endpoint string) (method, path string) {
	slash := strings.IndexByte(endpoint, '/')
	return endpoint[:slash], endpoint[slash:]
}
