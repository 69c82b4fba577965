import type { Settings } from "./config.js";
import { InvalidTokenError, UnavailableError } from "./errors.js";
import { ask, type Call } from "./request.js";

/** What a role grants: a permission's name to true, false, or a level such as "create". "*" stands for all that are not named. */
export type Permissions = Readonly<Record<string, unknown>>;

/** may reports whether a permission is granted, at whatever level. */
export function may(permissions: Permissions, name: string): boolean {
	const value = Object.hasOwn(permissions, name) ? permissions[name] : permissions["*"];
	return value === true || (typeof value === "string" && value !== "");
}

/** Who uses the tool, and in which restaurant. */
export interface Identity {
	userId: number;
	username: string;
	/** The role's name in the restaurant. */
	role: string;
	permissions: Permissions;
	toolId: number;
	tenantId: number;
	/** Names the restaurant in events. */
	tenantSchema: string;
	/** There after redeem; the console does not repeat it when it is asked about a session. */
	profile?: { email: string; firstName: string; lastName: string; displayName: string; restaurant: string; restaurantSlug: string };
}

/** A member's use of the tool after a launch. */
export interface Session {
	/** To ask about it with; whoever has it and the tool's secret can. */
	token: string;
	expiresAt: Date;
}

/** What the console says of a session (RFC 7662). */
export type Introspection = { active: false } | { active: true; identity: Identity; clientId: string; issuedAt: Date; expiresAt: Date };

type Fields = Record<string, unknown>;

const text = (v: unknown): string => (typeof v === "string" ? v : "");
const number = (v: unknown): number => (typeof v === "number" ? v : Number(text(v)) || 0);
const object = (v: unknown): Fields => (typeof v === "object" && v !== null ? (v as Fields) : {});

/** redeem uses a launch token up. It is not repeated when the answer got lost: a second use ends the session of the first. */
export async function redeem(settings: Settings, token: string): Promise<{ identity: Identity; session: Session }> {
	if (!token || token.length > 4096) {
		throw new InvalidTokenError("it is no launch token");
	}
	const call: Call = {
		method: "POST",
		path: "/api/tools/sso/verify/",
		type: "application/json",
		body: JSON.stringify({ token, session: true }),
	};
	const { body } = await ask(settings, call).catch((error: unknown) => {
		if ((error as { code?: unknown }).code === "invalid_token") {
			throw new InvalidTokenError("the console does not take it", { cause: error });
		}
		throw error;
	});
	const [user, tenant, session] = [object(body["user"]), object(body["tenant"]), object(body["session"])];
	if (body["valid"] !== true || !number(body["user_id"]) || !text(body["tenant_schema"])) {
		throw new InvalidTokenError("the console does not say who it is");
	}
	if (!text(session["token"])) {
		throw new UnavailableError("the console opened no session");
	}
	return {
		identity: {
			...identityOf(body, number(body["user_id"]), number(tenant["id"])),
			username: text(user["username"]),
			profile: {
				email: text(user["email"]),
				firstName: text(user["first_name"]),
				lastName: text(user["last_name"]),
				displayName: text(user["display_name"]),
				restaurant: text(tenant["name"]),
				restaurantSlug: text(tenant["slug"]),
			},
		},
		session: { token: text(session["token"]), expiresAt: new Date(text(session["expires_at"])) },
	};
}

function identityOf(body: Fields, userId: number, tenantId: number): Identity {
	return {
		userId,
		username: text(body["username"]),
		role: text(body["role"]),
		permissions: object(body["permissions"]),
		toolId: number(body["tool_id"]),
		tenantId,
		tenantSchema: text(body["tenant_schema"]),
	};
}

const longestRefusal = 1000;

interface Entry {
	answer: Promise<Introspection>;
	until: number;
}

/** Sessions asks about sessions, and remembers a bounded number of answers. */
export class Sessions {
	#settings: Settings;
	#entries = new Map<string, Entry>();

	constructor(settings: Settings) {
		this.#settings = settings;
	}

	/** introspect shares a question between those who ask about one session at once. */
	async introspect(token: string): Promise<Introspection> {
		if (!token || token.length > 4096) {
			return { active: false };
		}
		const known = this.#entries.get(token);
		if (known && this.#settings.now() < known.until) {
			return structuredClone(await known.answer);
		}
		const entry: Entry = { answer: this.#ask(token), until: Number.POSITIVE_INFINITY };
		this.#keep(token, entry);
		try {
			const answer = await entry.answer;
			entry.until = this.#goodUntil(answer);
			if (entry.until <= this.#settings.now()) {
				this.#forget(token, entry);
			}
			return structuredClone(answer);
		} catch (error) {
			this.#forget(token, entry);
			throw error;
		}
	}

	/** revoke ends the session. Ending one that has ended, or never was, is no error. */
	async revoke(token: string): Promise<void> {
		if (!token) {
			return;
		}
		try {
			this.#entries.delete(token);
			await ask(this.#settings, formCall("/api/tools/sso/revoke/", token));
		} finally {
			this.#entries.delete(token); // somebody may have asked about it in between
		}
	}

	async #ask(token: string): Promise<Introspection> {
		const { body } = await ask(this.#settings, formCall("/api/tools/sso/introspect/", token));
		if (body["active"] !== true) {
			return { active: false };
		}
		const [userId, expires] = [number(body["sub"]), number(body["exp"])];
		if (!userId || !expires || !text(body["tenant_schema"])) {
			throw new UnavailableError("the console does not say whose session it is");
		}
		if (expires * 1000 <= this.#settings.now()) {
			return { active: false };
		}
		return {
			active: true,
			identity: identityOf(body, userId, number(body["tenant_id"])),
			clientId: text(body["client_id"]),
			issuedAt: new Date(number(body["iat"]) * 1000),
			expiresAt: new Date(expires * 1000),
		};
	}

	#goodUntil(answer: Introspection): number {
		const [now, ttl] = [this.#settings.now(), this.#settings.introspectionTtl];
		return answer.active ? Math.min(now + ttl, answer.expiresAt.getTime()) : now + Math.min(ttl, longestRefusal);
	}

	/** keep makes room by forgetting the oldest: a Map remembers the order in which its entries came. */
	#keep(token: string, entry: Entry): void {
		this.#entries.delete(token);
		for (const oldest of this.#entries.keys()) {
			if (this.#entries.size < this.#settings.introspectionSize) {
				break;
			}
			this.#entries.delete(oldest);
		}
		this.#entries.set(token, entry);
	}

	#forget(token: string, entry: Entry): void {
		if (this.#entries.get(token) === entry) {
			this.#entries.delete(token);
		}
	}
}

function formCall(path: string, token: string): Call {
	const body = new URLSearchParams({ token }).toString();
	return { method: "POST", path, type: "application/x-www-form-urlencoded", body, repeatable: true };
}
