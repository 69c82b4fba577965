/**
 * For whoever writes a tool for TableTap's restaurants. A tool is opened from the console: the browser arrives with a launch token in the
 * query parameter "token". Redeem it, keep the session token in an HttpOnly cookie, and introspect it on each request.
 *
 *	const tabletap = new TableTap({ baseUrl, clientId, clientSecret, tool: "pos" });
 *	const { identity, session } = await tabletap.redeem(token);
 */
import { settle, type Config, type Settings } from "./config.js";
import { KeySet } from "./keys.js";
import { redeem, Sessions, type Identity, type Introspection, type Session } from "./sessions.js";
import { Tracker, type TrackerOptions } from "./tracker.js";
import { verify, type Launch } from "./verify.js";

export type { Config } from "./config.js";
export { ApiError, InvalidTokenError, UnavailableError } from "./errors.js";
export { may, type Identity, type Introspection, type Permissions, type Session } from "./sessions.js";
export type { Stats, ToolEvent, Tracker, TrackerOptions } from "./tracker.js";
export type { Launch } from "./verify.js";

/** TableTap talks to the console for one tool. */
export class TableTap {
	#settings: Settings;
	#keys: KeySet;
	#sessions: Sessions;

	/** Asks nobody yet, and throws only for a config that cannot work. */
	constructor(config: Config) {
		this.#settings = settle(config);
		this.#keys = new KeySet(this.#settings);
		this.#sessions = new Sessions(this.#settings);
	}

	/**
	 * Checks a launch token without asking the console, except for its keys now and then. It does not use the token up: within its minute
	 * the same token passes again, so redeem it before letting anybody in.
	 */
	verify(token: string): Promise<Launch> {
		return verify(this.#settings, this.#keys, token);
	}

	/** Uses a launch token up: says who came, and opens a session. */
	redeem(token: string): Promise<{ identity: Identity; session: Session }> {
		return redeem(this.#settings, token);
	}

	/** Asks whether a session is alive and whose it is. Answers are remembered for config.introspectionTtl. */
	introspect(sessionToken: string): Promise<Introspection> {
		return this.#sessions.introspect(sessionToken);
	}

	/** Ends a session. */
	revoke(sessionToken: string): Promise<void> {
		return this.#sessions.revoke(sessionToken);
	}

	/** Makes a tracker of events. Close it, or events that wait are lost when the process ends. */
	tracker(options: TrackerOptions = {}): Tracker {
		return new Tracker(this.#settings, options);
	}
}
