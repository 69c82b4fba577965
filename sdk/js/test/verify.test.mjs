import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { InvalidTokenError, UnavailableError } from "../dist/index.js";
import { base64url, Console } from "./console.mjs";

test("a launch token is verified offline", async (t) => {
	const console = await Console.start(t);
	const client = console.client();
	const launch = await client.verify(console.token({ jti: "x", more: [1] }));
	assert.deepEqual({ ...launch, issuedAt: 0, expiresAt: 0 }, {
		id: "x", userId: 7, memberId: 5, toolId: 1, tenantId: 3, tenantSchema: "mama", issuedAt: 0, expiresAt: 0,
	});
	assert.equal(launch.expiresAt - launch.issuedAt, 60_000);
	await Promise.all(Array.from({ length: 20 }, () => client.verify(console.token())));
	assert.equal(console.asked["/.well-known/jwks.json"], 1);
});

test("what is no launch token for this tool now is refused", async (t) => {
	const console = await Console.start(t);
	const client = console.client();
	const good = console.token();
	const [header, payload, signature] = good.split(".");
	const now = Math.floor(Date.now() / 1000);
	const hmacHeader = base64url({ alg: "HS256", kid: console.kid, typ: "tabletap-launch+jwt" });
	const { x } = console.keys.publicKey.export({ format: "jwk" });
	const hmac = createHmac("sha256", Buffer.from(x, "base64url")).update(`${hmacHeader}.${payload}`).digest("base64url");
	const cases = {
		"nothing": "", "no token": "x", "two parts": `${header}.${payload}`, "four parts": `${good}.x`, "no signature": `${header}.${payload}.`,
		"a cut signature": good.slice(0, -4), "padding": `${good}=`, "other bits at its end": `${good.slice(0, -1)}_`,
		"other claims": `${header}.${base64url(console.claims({ sub: "8" }))}.${signature}`,
		"alg none": `${base64url({ alg: "none", kid: console.kid, typ: "tabletap-launch+jwt" })}.${payload}.`,
		"an HMAC of the key": `${hmacHeader}.${payload}.${hmac}`,
		"another type": console.token({}, { typ: "JWT" }), "no key id": console.token({}, { kid: undefined }), "an unknown key id": console.token({}, { kid: "x" }),
		"a critical extension": console.token({}, { crit: ["b64"] }), "another console's": console.token({ iss: "https://other.test" }),
		"another tool's": console.token({ aud: "menu" }), "several tools'": console.token({ aud: ["pos"] }), "expired": console.token({ exp: now - 3 }),
		"without an end": console.token({ exp: undefined }), "an end that is text": console.token({ exp: "9999999999" }),
		"not yet valid": console.token({ nbf: now + 60 }), "issued in the future": console.token({ iat: now + 60 }), "no user": console.token({ sub: "ama" }),
		"no id": console.token({ jti: undefined }), "no restaurant": console.token({ tenant_schema: "" }), "very long": console.token({ x: "x".repeat(5000) }),
		"no base64": `${header}.€.${signature}`,
	};
	for (const [name, token] of Object.entries(cases)) {
		await assert.rejects(client.verify(token), InvalidTokenError, name);
	}
	await client.verify(good);
	await assert.rejects(console.client({ tool: "" }).verify(good), InvalidTokenError);
});

test("clocks may differ by two seconds", async (t) => {
	const console = await Console.start(t);
	const at = Date.parse("2026-03-01T12:00:00Z");
	console.now = () => at;
	const token = console.token();
	for (const [offset, ok] of [[-3000, false], [-2000, true], [61_999, true], [62_000, false]]) {
		const verified = console.client({ now: () => at + offset }).verify(token);
		await (ok ? verified : assert.rejects(verified, InvalidTokenError, `${offset}`));
	}
});

test("key ids that nobody knows make it ask once in ten seconds, and a new key is found", async (t) => {
	const console = await Console.start(t);
	let at = Date.now();
	console.now = () => at;
	const client = console.client();
	await client.verify(console.token());
	const strange = console.token({}, { kid: "strange" });
	at += 11_000;
	await Promise.all(Array.from({ length: 100 }, () => assert.rejects(client.verify(strange), InvalidTokenError)));
	assert.equal(console.asked["/.well-known/jwks.json"], 2);
	const old = console.token({ exp: Math.floor(at / 1000) + 3600 });
	console.rotate("second");
	at += 11_000;
	await client.verify(console.token());
	await assert.rejects(client.verify(old), InvalidTokenError, "the one that was withdrawn is gone");
});

test("a console that is away for some minutes is not noticed, and no key is believed for ever", async (t) => {
	const console = await Console.start(t);
	let at = Date.now();
	console.now = () => at;
	const client = console.client();
	const token = console.token({ exp: Math.floor(at / 1000) + 3600 });
	await client.verify(token);
	console.intercept = ({ response }) => response.destroy() ?? true;
	at += 9 * 60_000;
	await client.verify(token);
	at += 90_000;
	await assert.rejects(client.verify(token), UnavailableError);
});
