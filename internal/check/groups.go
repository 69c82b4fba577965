package check

// reachable is the step without which nothing else can be told.
const reachable = "reachable"

// groups are all steps in the order in which they are taken.
func groups() []group {
	return []group{
		{title: "Service", steps: []step{
			{name: reachable, run: (*run).reachable},
			{name: "health", needs: []string{reachable}, run: (*run).health},
			{name: "openapi", needs: []string{reachable}, run: (*run).openAPI},
			{name: "docs", needs: []string{reachable}, run: (*run).docs},
			{name: "plans", needs: []string{reachable}, run: (*run).plans},
		}},
		{title: "Browsers", need: reachable, steps: []step{
			{name: "preflight", run: (*run).preflight},
			{name: "cors", run: (*run).cors},
			{name: "foreign", run: (*run).foreignOrigin},
		}},
		{title: "Requests", need: reachable, steps: []step{
			{name: "slash", run: (*run).slash},
			{name: "not-found", run: (*run).notFound},
			{name: "method", run: (*run).wrongMethod},
			{name: "malformed", run: (*run).malformed},
			{name: "headers", run: (*run).securityHeaders},
			{name: "request-id", run: (*run).requestID},
		}},
		{title: "Strangers", need: reachable, steps: []step{
			{name: "no-token", run: (*run).noToken},
			{name: "forged", run: (*run).forged},
			{name: "webhook", run: (*run).unsignedWebhook},
		}},
		{title: "Clerk", need: reachable, steps: []step{{name: clerkStep, run: (*run).findClerk}}},
		{title: "Story", need: clerkStep, steps: story()},
	}
}

// story is a restaurant's first day: its owner signs up, looks around, and opens the POS, and pays.
func story() []step {
	signedIn, tenant := []string{"restaurant"}, []string{"tenant"}
	return []step{
		{name: "sign-up", creates: true, run: (*run).signUp},
		{name: "restaurant", needs: []string{"sign-up"}, creates: true, run: (*run).awaitRestaurants},
		{name: "profile", needs: signedIn, run: (*run).profile},
		{name: "tenant", needs: signedIn, run: (*run).tenant},
		{name: "echo", needs: signedIn, creates: true, run: (*run).echo},
		{name: "fields", needs: signedIn, creates: true, run: (*run).fieldErrors},
		{name: "tenants", needs: tenant, run: (*run).tenants},
		{name: "roles", needs: tenant, run: (*run).roles},
		{name: "members", needs: tenant, run: (*run).members},
		{name: "me", needs: tenant, run: (*run).me},
		{name: "entitled", needs: tenant, run: (*run).entitled},
		{name: "tools", needs: tenant, run: (*run).tools},
		{name: "access", needs: tenant, run: (*run).access},
		{name: "jwks", run: (*run).jwks},
		{name: "generate", needs: []string{"tools", "profile"}, creates: true, run: (*run).generate},
		{name: "signature", needs: []string{"generate", "jwks"}, creates: true, run: (*run).signature},
		{name: "altered", needs: []string{"generate"}, creates: true, run: (*run).alteredLaunch},
		{name: "verify", needs: []string{"generate"}, creates: true, run: (*run).verifyOnce},
		{name: "once-only", needs: []string{"verify"}, creates: true, run: (*run).verifyTwice},
		{name: "isolation", needs: tenant, creates: true, run: (*run).isolation},
		{name: "tampered", needs: signedIn, creates: true, run: (*run).tampered},
		{name: "subscribe", needs: []string{"tenant", "plans"}, creates: true, run: (*run).subscribe},
		{name: "declined", needs: []string{"subscribe"}, creates: true, run: (*run).declined},
		{name: "pay", needs: []string{"subscribe"}, creates: true, run: (*run).pay},
		{name: "subscribed", needs: []string{"pay"}, creates: true, run: (*run).subscribed},
		{name: "cancelled", needs: []string{"pay"}, creates: true, run: (*run).cancelled},
	}
}
