import type { Settings } from "./config.js";
import { ApiError, InvalidTokenError, UnavailableError } from "./errors.js";
import { ask } from "./request.js";

const defaultAge = 5 * 60_000;
const leastAge = 30_000;
const longestAge = 3_600_000;
const mostKeys = 32;
// How soon a token with a key id that is not known makes us ask again, and how soon after a question that got no answer. Whoever sends
// tokens with made-up key ids cannot make us ask more often.
const unknownPause = 10_000;
const failedPause = 1000;

type Keys = Map<string, CryptoKey>;

/** KeySet is the console's published keys, as they were when somebody last asked. */
export class KeySet {
	#settings: Settings;
	#keys: Keys | undefined;
	#asked = 0;
	#age = 0;
	#next = 0;
	#failed: unknown;
	#flight: Promise<void> | undefined;

	constructor(settings: Settings) {
		this.#settings = settings;
	}

	/**
	 * key is the key with the id. An answer of the console serves for as long as it says, and for as long again while somebody asks
	 * anew; after that it does not, so that a key that was withdrawn is not believed for ever.
	 */
	async key(kid: string): Promise<CryptoKey> {
		for (;;) {
			const now = this.#settings.now();
			const age = now - this.#asked;
			const usable = this.#keys !== undefined && age < 2 * this.#age;
			const key = this.#keys?.get(kid);
			if (key && usable) {
				if (age >= this.#age) {
					void this.#refresh(now);
				}
				return key;
			}
			const flight = this.#refresh(now);
			if (flight) {
				await flight;
			} else if (usable) {
				throw new InvalidTokenError("its key is not known");
			} else {
				throw this.#failed;
			}
		}
	}

	/** refresh asks for the keys unless that was done just now. Only one question is under way at a time. It never rejects. */
	#refresh(now: number): Promise<void> | undefined {
		if (!this.#flight && now >= this.#next) {
			this.#flight = this.#ask().finally(() => {
				this.#flight = undefined;
			});
		}
		return this.#flight;
	}

	async #ask(): Promise<void> {
		const now = this.#settings.now;
		try {
			const call = { method: "GET", path: "/.well-known/jwks.json", anonymous: true, repeatable: true } as const;
			const answer = await ask(this.#settings, call);
			this.#keys = await readKeys(answer.body["keys"]);
			this.#age = maxAge(answer.headers.get("cache-control") ?? "");
			this.#asked = now();
			this.#next = this.#asked + unknownPause;
		} catch (error) {
			this.#failed = error instanceof ApiError ? new UnavailableError("its keys cannot be had", { cause: error }) : error;
			this.#next = now() + failedPause;
		}
	}
}

/** readKeys keeps the Ed25519 keys for signatures. Others are none of ours. */
async function readKeys(list: unknown): Promise<Keys> {
	const keys: Keys = new Map();
	for (const jwk of Array.isArray(list) ? (list as (JsonWebKey & { kid?: string })[]) : []) {
		const fits = jwk?.kty === "OKP" && jwk.crv === "Ed25519" && (jwk.use ?? "sig") === "sig" && (jwk.alg ?? "EdDSA") === "EdDSA";
		if (!fits || !jwk.kid || !jwk.x || keys.size >= mostKeys) {
			continue;
		}
		try {
			const material = { kty: "OKP", crv: "Ed25519", x: jwk.x };
			keys.set(jwk.kid, await crypto.subtle.importKey("jwk", material, { name: "Ed25519" }, false, ["verify"]));
		} catch {
			// no key at all
		}
	}
	if (keys.size === 0) {
		throw new UnavailableError("the console has no Ed25519 key");
	}
	return keys;
}

function maxAge(cacheControl: string): number {
	const seconds = /(?:^|[\s,])max-age=(\d+)/i.exec(cacheControl)?.[1];
	return seconds === undefined ? defaultAge : Math.min(Math.max(Number(seconds) * 1000, leastAge), longestAge);
}
