/** Which tool this is and where the console is. */
export interface Config {
	/** Of the console, such as "https://console.example.com". */
	baseUrl: string;
	/** The tool's credentials: `tabletap tools credentials --slug pos` makes them. */
	clientId?: string;
	clientSecret?: string;
	/** The tool's slug, for which launch tokens must be made: "pos". */
	tool?: string;
	/** iss of launch tokens; baseUrl when absent. */
	issuer?: string;
	/** Milliseconds of one try; 10,000 when absent. */
	timeout?: number;
	/** Milliseconds for which an answer of introspect is used again; 10,000 when absent, 0: every call asks. */
	introspectionTtl?: number;
	/** How many sessions are remembered at most; 10,000 when absent. */
	introspectionSize?: number;
	/** Instead of the global fetch. */
	fetch?: typeof fetch;
	/** Milliseconds since 1970, for tests. */
	now?: () => number;
}

/** Settings are a Config that is complete. */
export interface Settings extends Required<Config> {}

/** settle completes a Config, and throws for one that cannot work. */
export function settle(config: Config): Settings {
	const baseUrl = config.baseUrl.replace(/\/+$/, "");
	const url = new URL(baseUrl);
	if (!/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
		throw new TypeError("baseUrl must look like https://console.example.com");
	}
	if (config.clientId && !config.clientSecret) {
		throw new TypeError("clientSecret is missing");
	}
	return {
		baseUrl,
		clientId: config.clientId ?? "",
		clientSecret: config.clientSecret ?? "",
		tool: config.tool ?? "",
		issuer: config.issuer ?? baseUrl,
		timeout: config.timeout ?? 10_000,
		introspectionTtl: Math.max(config.introspectionTtl ?? 10_000, 0),
		introspectionSize: Math.max(config.introspectionSize ?? 10_000, 1),
		fetch: config.fetch ?? ((...args) => globalThis.fetch(...args)),
		now: config.now ?? Date.now,
	};
}
