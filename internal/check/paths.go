package check

// The paths of the contract that the steps use.
const (
	webhookPath       = "/api/auth/webhook/clerk/"
	profilePath       = "/api/auth/profile/"
	tenantPath        = "/api/auth/tenant/"
	echoPath          = "/api/auth/test/"
	tenantsPath       = "/api/tenants/"
	rolesPath         = "/api/staff/roles/"
	membersPath       = "/api/staff/members/"
	mePath            = "/api/staff/members/me/"
	plansPath         = "/api/subscriptions/plans/"
	entitledPath      = "/api/subscriptions/entitlements/"
	subscribePath     = "/api/subscriptions/subscribe/"
	verifyPaymentPath = "/api/subscriptions/payment/verify/"
	currentPath       = "/api/subscriptions/subscription/"
	cancelPath        = "/api/subscriptions/subscription/cancel/"
	resumePath        = "/api/subscriptions/subscription/resume/"
	toolsPath         = "/api/tools/available/"
	accessPath        = "/api/tools/access/"
	generatePath      = "/api/tools/sso/generate/"
	verifyPath        = "/api/tools/sso/verify/"
	jwksPath          = "/.well-known/jwks.json"
)
