import type { Settings } from "./config.js";
import { InvalidTokenError, parseObject } from "./errors.js";
import type { KeySet } from "./keys.js";

/** What a launch token says. */
export interface Launch {
	/** jti; each token has another. */
	id: string;
	userId: number;
	/** The user's row on the restaurant's staff. */
	memberId: number;
	toolId: number;
	tenantId: number;
	tenantSchema: string;
	issuedAt: Date;
	expiresAt: Date;
}

const leeway = 2; // seconds that the clocks of console and tool may differ
const longestToken = 4096;
const signature = /^[A-Za-z0-9_-]{85}[AQgw]$/; // 64 bytes in base64url, spelled the one way

/** verify checks a launch token against the console's keys. It does not use the token up. */
export async function verify(settings: Settings, keys: KeySet, token: string): Promise<Launch> {
	if (!settings.tool) {
		throw new InvalidTokenError("config.tool does not say whose tokens are wanted");
	}
	const [header, payload, signed, ...more] = token.length <= longestToken ? token.split(".") : [];
	if (!header || !payload || !signed || more.length > 0 || !signature.test(signed)) {
		throw new InvalidTokenError("it is no compact JWS");
	}
	const key = await keys.key(readHeader(header));
	const text = new TextEncoder().encode(`${header}.${payload}`);
	if (!(await crypto.subtle.verify({ name: "Ed25519" }, key, decode(signed), text))) {
		throw new InvalidTokenError("the signature does not fit");
	}
	return readClaims(settings, decodeObject(payload));
}

/** readHeader accepts one algorithm and one type, whatever else it says: there is nothing to confuse. */
function readHeader(encoded: string): string {
	const header = decodeObject(encoded);
	const kid = header["kid"];
	if (header["alg"] !== "EdDSA" || header["typ"] !== "tabletap-launch+jwt" || typeof kid !== "string" || !kid || "crit" in header) {
		throw new InvalidTokenError("its header is none of a launch token");
	}
	return kid;
}

function readClaims(settings: Settings, claims: Record<string, unknown>): Launch {
	const number = (name: string): number => {
		const value = claims[name];
		if (typeof value !== "number" || !Number.isSafeInteger(value) || value <= 0) {
			throw new InvalidTokenError(`its ${name} is missing`);
		}
		return value;
	};
	const text = (name: string): string => {
		const value = claims[name];
		if (typeof value !== "string" || !value) {
			throw new InvalidTokenError(`its ${name} is missing`);
		}
		return value;
	};
	if (text("iss") !== settings.issuer) {
		throw new InvalidTokenError("another console issued it");
	}
	if (text("aud") !== settings.tool) {
		throw new InvalidTokenError("it is for another tool");
	}
	const [expires, notBefore, issued] = [number("exp"), number("nbf"), number("iat")];
	const now = settings.now() / 1000;
	if (now >= expires + leeway) {
		throw new InvalidTokenError("it has expired");
	}
	if (now + leeway < notBefore || now + leeway < issued) {
		throw new InvalidTokenError("it is not valid yet");
	}
	if (!/^[1-9]\d{0,15}$/.test(text("sub"))) {
		throw new InvalidTokenError("its sub is no user");
	}
	return {
		id: text("jti"),
		userId: Number(text("sub")),
		memberId: number("member_id"),
		toolId: number("tool_id"),
		tenantId: number("tenant_id"),
		tenantSchema: text("tenant_schema"),
		issuedAt: new Date(issued * 1000),
		expiresAt: new Date(expires * 1000),
	};
}

function decodeObject(encoded: string): Record<string, unknown> {
	const object = parseObject(new TextDecoder().decode(decode(encoded)));
	if (!object) {
		throw new InvalidTokenError("it cannot be read");
	}
	return object;
}

function decode(encoded: string): Uint8Array<ArrayBuffer> {
	if (!/^[A-Za-z0-9_-]*$/.test(encoded) || encoded.length % 4 === 1) {
		throw new InvalidTokenError("it is no base64url");
	}
	return Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}
