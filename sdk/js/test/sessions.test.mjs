import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, InvalidTokenError, may, TableTap, UnavailableError } from "../dist/index.js";
import { Console } from "./console.mjs";

const introspect = "/api/tools/sso/introspect/";
const verify = "/api/tools/sso/verify/";

test("a launch token is redeemed once", async (t) => {
	const console = await Console.start(t);
	const client = console.client();
	const token = console.token();
	const { identity, session } = await client.redeem(token);
	assert.deepEqual(identity, {
		userId: 7, username: "ama", role: "Waiter", permissions: { orders: "create", menu: false }, toolId: 1, tenantId: 3, tenantSchema: "mama",
		profile: {
			email: "ama@example.com", firstName: "Ama", lastName: "Mensah", displayName: "Ama Mensah", restaurant: "Mama's Kitchen",
			restaurantSlug: "mamas-kitchen",
		},
	});
	assert.ok(session.expiresAt > new Date());
	const found = await client.introspect(session.token);
	assert.ok(found.active);
	assert.equal(found.identity.username, "ama");
	assert.equal(found.expiresAt.getTime(), session.expiresAt.getTime());
	await assert.rejects(client.redeem(token), InvalidTokenError);
	await assert.rejects(client.redeem(""), InvalidTokenError);
	await assert.rejects(console.client({ clientSecret: "x" }).redeem(console.token()), (e) => e instanceof ApiError && e.invalidClient);
});

test("redeeming is not repeated unless nothing was done", async (t) => {
	const console = await Console.start(t);
	for (const [status, tries] of [[0, 1], [503, 1], [500, 1], [403, 1], [429, 3]]) {
		console.asked = {};
		console.intercept = ({ response, answer }) => (status === 0 ? response.destroy() : answer(status, { detail: "No.", code: "x" })) ?? true;
		await assert.rejects(console.client().redeem("a.b.c"), `${status}`);
		assert.equal(console.asked[verify], tries, `${status}`);
	}
	await assert.rejects(new TableTap({ baseUrl: "http://127.0.0.1:1" }).redeem("a.b.c"), UnavailableError);
});

test("answers about sessions are remembered", async (t) => {
	const console = await Console.start(t);
	let at = Date.now();
	console.now = () => at;
	const client = console.client();
	const { session } = await client.redeem(console.token());
	const answers = await Promise.all(Array.from({ length: 20 }, () => client.introspect(session.token)));
	assert.equal(console.asked[introspect], 1, "those who ask at once share a question");
	answers[0].identity.permissions.menu = true;
	assert.equal((await client.introspect(session.token)).identity.permissions.menu, false, "an answer is the caller's own");
	at += 10_000;
	await client.introspect(session.token);
	assert.equal(console.asked[introspect], 2);
	assert.deepEqual(await client.introspect("unknown"), { active: false });
	await client.introspect("unknown");
	assert.equal(console.asked[introspect], 3);
	at += 1000;
	await client.introspect("unknown");
	assert.equal(console.asked[introspect], 4, "a refusal for a second");
	at += 3600_000;
	assert.deepEqual(await client.introspect(session.token), { active: false });
});

test("it can ask every time, and remembers a bounded number", async (t) => {
	const console = await Console.start(t);
	const always = console.client({ introspectionTtl: 0 });
	const { session } = await always.redeem(console.token());
	await always.introspect(session.token);
	await always.introspect(session.token);
	assert.equal(console.asked[introspect], 2);
	const small = console.client({ introspectionSize: 2 });
	for (const token of ["a", "b", "c", "a"]) {
		await small.introspect(token);
	}
	assert.equal(console.asked[introspect], 6);
});

test("a session that was revoked is over at once", async (t) => {
	const console = await Console.start(t);
	const client = console.client();
	const { session } = await client.redeem(console.token());
	assert.ok((await client.introspect(session.token)).active);
	await client.revoke(session.token);
	assert.deepEqual(await client.introspect(session.token), { active: false });
	await client.revoke(session.token);
	await client.revoke("");
});

test("questions are repeated while the console stumbles", async (t) => {
	const console = await Console.start(t);
	const client = console.client();
	const { session } = await client.redeem(console.token());
	let failures = 2;
	console.intercept = ({ response, answer }) => failures > 0 && ((failures-- === 2 ? response.destroy() : answer(502, {})) ?? true);
	assert.ok((await client.introspect(session.token)).active);
	console.intercept = ({ answer }) => answer(503, { detail: "Away.", code: "unavailable" }, { "Retry-After": "7" }) ?? true;
	await assert.rejects(client.introspect("other"), (e) => e instanceof ApiError && e.retryAfter === 7000 && e.code === "unavailable");
	console.intercept = ({ response }) => response.end("<html>") ?? true;
	await assert.rejects(client.introspect("another"), UnavailableError);
	console.intercept = ({ response }) => response.writeHead(307, { Location: "http://127.0.0.1:1/" }).end() ?? true;
	await assert.rejects(client.introspect("redirected"), (e) => e instanceof ApiError && e.status === 307);
});

test("permissions", () => {
	const role = { a: true, b: false, c: "create", d: "", e: 1, "*": true };
	const granted = ["a", "b", "c", "d", "e", "other", "toString"].filter((name) => may(role, name));
	assert.deepEqual(granted, ["a", "c", "other", "toString"]);
	assert.equal(may({}, "toString"), false);
});

test("a config that cannot work", () => {
	for (const baseUrl of ["console.test", "ftp://console.test", "https://a:b@console.test", "https://console.test/?x=1"]) {
		assert.throws(() => new TableTap({ baseUrl }), TypeError, baseUrl);
	}
	assert.throws(() => new TableTap({ baseUrl: "https://console.test", clientId: "x" }), TypeError);
});
