package walls_test

import "regexp"

// The rules, as data. The tests in the other files apply them.

const module = "github.com/tabletap/console"

// The groups that a wall can name instead of listing packages.
var (
	ground = []string{"internal/fault", "internal/access", "internal/clock", "internal/config", "internal/process"}

	foundations = []string{
		"internal/api", "internal/postgres", "internal/cache", "internal/jobs", "internal/webhooks", "internal/audit",
		"internal/clerk", "internal/paystack", "internal/keys", "internal/idempotency", "internal/gather",
	}

	features = []string{
		"internal/tenants", "internal/auth", "internal/staff", "internal/subscriptions", "internal/tools",
		"internal/oidc", "internal/analytics", "internal/operators",
	}

	sandboxes = []string{"internal/sandbox"}
)

// walls says for each folder, those below it included, which of our own packages its code may import besides its own
// subfolders. A package that no entry covers fails the test: decide where it belongs and write it down here.
var walls = map[string][]string{
	"internal/fault":   nil,
	"internal/clock":   nil,
	"internal/process": nil,
	"internal/access":  {"internal/fault"},
	"internal/config":  {"internal/fault", "internal/access", "internal/clock"},

	"internal/api":             ground,
	"internal/postgres":        ground,
	"internal/postgres/pgtest": join(ground, "internal/postgres", "internal/jobs", "internal/testservers"), // the queue's tables too
	"internal/cache":           join(ground, "internal/postgres"),
	"internal/jobs":            join(ground, "internal/postgres"),
	"internal/audit":           join(ground, "internal/api", "internal/postgres"),
	"internal/gather":          ground,
	"internal/webhooks":        join(ground, "internal/api", "internal/postgres", "internal/jobs", "internal/audit", "internal/gather"),
	"internal/keys":            join(ground, "internal/api", "internal/postgres", "internal/cache", "internal/audit"),
	"internal/idempotency":     join(ground, "internal/api", "internal/postgres", "internal/jobs", "internal/keys"),
	"internal/clerk":           ground, // no database, no features
	"internal/paystack":        ground,

	"internal/tenants":       join(ground, foundations...),
	"internal/auth":          join(ground, append(foundations, "internal/tenants")...),
	"internal/staff":         join(ground, append(foundations, "internal/tenants")...),
	"internal/subscriptions": join(ground, append(foundations, "internal/tenants")...),
	"internal/tools":         join(ground, append(foundations, "internal/tenants")...),
	"internal/oidc":          join(ground, append(foundations, "internal/tenants")...),
	"internal/analytics":     join(ground, append(foundations, "internal/tenants")...),

	"internal/operators": join(ground, append(foundations, "internal/tenants")...),

	// A stand-in knows no feature, or it would agree with our mistakes.
	"internal/sandbox": ground,
	"internal/console": ground,

	"internal/app":   join(append(ground, foundations...), append(append(features, sandboxes...), "internal/console")...),
	"internal/cli":   join(ground, "internal/app", "internal/check"),
	"internal/check": ground,
	"internal/walls": nil,

	"internal/testservers": join(ground, "internal/postgres", "internal/cache"),
	"internal/testenv":     join(ground, "internal/postgres", "internal/cache", "internal/testservers"),

	"cmd/tabletap": {"internal/cli"},

	// What others build on: nothing of ours, and by TestTheLibraryStandsAlone nothing of anybody's.
	"pkg/tooltap":  nil,
	"examples/pos": {"pkg/tooltap"},

	"bench": {anything},
	"e2e":   {anything},
}

// alone are folders whose code imports the standard library and what stands here, whoever's it is.
var alone = map[string][]string{
	"pkg/tooltap":  nil,
	"examples/pos": {module + "/pkg/tooltap"},
}

// anything in a wall lets everything in: for programs that look at the product from outside.
const anything = "*"

// testsMayAlso is what test files import besides what their package may: the helpers, the stand-ins, the foundations.
var testsMayAlso = join(append(ground, foundations...), "internal/sandbox", "internal/testservers", "internal/tenants")

// onlyInTests never gets into the binary.
var onlyInTests = []string{
	module + "/internal/postgres/pgtest", module + "/internal/testservers", module + "/internal/cache/redistest",
	module + "/internal/sandbox/clerk/clerktest", module + "/internal/sandbox/paystack/paystacktest", "testing", "github.com/stretchr/testify", "pgregory.net/rapid",
}

// testHelpers are packages of helpers that tests import; onlyInTests does not bind them.
var testHelpers = []string{
	"internal/postgres/pgtest", "internal/testenv", "internal/testservers", "internal/cache/redistest", "internal/sandbox/clerk/clerktest",
	"internal/sandbox/paystack/paystacktest", "bench",
}

// A textRule is a pattern that no file of a kind may contain.
type textRule struct {
	name    string
	files   *regexp.Regexp // slash-separated path below the module's root
	except  *regexp.Regexp // nil for none
	pattern *regexp.Regexp
	why     string
}

var textRules = []textRule{
	{
		name:    "select star",
		files:   regexp.MustCompile(`\.sql$`),
		pattern: regexp.MustCompile(`(?i)\b(?:select|returning)\s+(?:distinct\s+)?(?:\w+\.)?\*`),
		why:     "name the columns: with * a tenant one version behind breaks cached plans",
	},
	{
		name:    "enum type",
		files:   tenantMigrations,
		pattern: regexp.MustCompile(`(?i)\bcreate\s+type\b|\bas\s+enum\b`),
		why:     "use text with a named CHECK: an enum's values cannot change in step across thousands of schemas",
	},
	{
		name:    "qualified name",
		files:   tenantMigrations,
		pattern: regexp.MustCompile(`(?i)\b(?:table|index|into|update|from|references|on)\s+(?:if\s+(?:not\s+)?exists\s+)?public\.`),
		why:     "a tenant's migration touches its own schema only; no foreign key leaves it",
	},
	{
		name:    "function in an upsert",
		files:   regexp.MustCompile(`internal/postgres/(shareddb|tenantdb)/.*\.sql$`),
		pattern: regexp.MustCompile(`(?is)\bdo\s+update\s+set\b[^;]*\b(?:now|clock_timestamp|statement_timestamp|random|gen_random_uuid)\s*\(`),
		why:     "use excluded.column or a parameter: Citus refuses functions that are not immutable there",
	},
	{
		name:    "registry in a lock file",
		files:   regexp.MustCompile(`(^|/)package-lock\.json$`),
		pattern: regexp.MustCompile(`"resolved"`),
		why:     "which registry is asked is the machine's own business: npm install with the folder's .npmrc",
	},
	{
		name:    "how it was made",
		files:   regexp.MustCompile(`.`),
		except:  regexp.MustCompile(`^internal/walls/rules_test\.go$`),
		pattern: regexp.MustCompile(`\.\./shared/|/work/(?:shared|main)\b|\.library/`),
		why:     "nothing in the tree depends on a machine or a folder beside it",
	},
}

var tenantMigrations = regexp.MustCompile(`^internal/postgres/migrations/tenant/.*\.sql$`)

// sqlInCode finds in a Go string what must not be there.
var (
	goSelectStar = regexp.MustCompile(`(?is)^\s*(?:--[^\n]*\n\s*)*(?:select|with|insert|update|delete)\b(?:.*\breturning|.*\bselect)?\s+(?:distinct\s+)?(?:\w+\.)?\*`)
	goSQLFormat  = regexp.MustCompile(`(?is)^\s*(?:select\s.+\sfrom|insert\s+into|update\s+\S+\s+set|delete\s+from)\s.*%[+#]?[vsdq]`)
)

func join(first []string, more ...string) []string {
	return append(append([]string{}, first...), more...)
}
