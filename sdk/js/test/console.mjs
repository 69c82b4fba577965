// A console to test against: it answers over HTTP as the real one does, from memory.
import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer } from "node:http";
import { TableTap } from "../dist/index.js";

const base64url = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

export class Console {
	asked = {}; // requests by path
	sessions = new Map(); // token to seconds since 1970
	launched = new Map(); // jti to the session that it opened
	events = new Map();
	allOrNothing = false; // as consoles were before they answered for each event
	now = Date.now;

	static async start(t) {
		const console = new Console();
		console.rotate("first");
		const server = createServer((request, response) => console.#serve(request, response));
		await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
		t.after(() => {
			server.closeAllConnections();
			server.close();
		});
		console.url = `http://127.0.0.1:${server.address().port}`;
		return console;
	}

	rotate(kid) {
		this.kid = kid;
		this.keys = generateKeyPairSync("ed25519");
	}

	client(change = {}) {
		return new TableTap({ baseUrl: this.url, clientId: "pos-client", clientSecret: "s3cret", tool: "pos", now: () => this.now(), ...change });
	}

	claims(changes = {}) {
		const now = Math.floor(this.now() / 1000);
		return {
			iss: this.url, sub: "7", aud: "pos", jti: randomUUID(), iat: now, nbf: now, exp: now + 60,
			tenant_id: 3, tenant_schema: "mama", member_id: 5, tool_id: 1, ...changes,
		};
	}

	token(claims = {}, header = {}) {
		const signed = `${base64url({ alg: "EdDSA", kid: this.kid, typ: "tabletap-launch+jwt", ...header })}.${base64url(this.claims(claims))}`;
		return `${signed}.${sign(null, Buffer.from(signed), this.keys.privateKey).toString("base64url")}`;
	}

	async #serve(request, response) {
		const path = request.url;
		this.asked[path] = (this.asked[path] ?? 0) + 1;
		let body = "";
		for await (const chunk of request) {
			body += chunk;
		}
		const answer = (status, object, headers = {}) => {
			response.writeHead(status, { "Content-Type": "application/json", ...headers });
			response.end(JSON.stringify(object));
		};
		if (await this.intercept?.({ path, request, response, body, answer })) {
			return;
		}
		if (path === "/.well-known/jwks.json") {
			const { x } = this.keys.publicKey.export({ format: "jwk" });
			const key = { kty: "OKP", crv: "Ed25519", use: "sig", alg: "EdDSA", kid: this.kid, x };
			answer(200, { keys: [{ kty: "RSA", kid: this.kid, n: "AQAB", e: "AQAB" }, key] }, { "Cache-Control": "public, max-age=300" });
			return;
		}
		if (request.headers.authorization !== `Basic ${btoa("pos-client:s3cret")}`) {
			answer(401, { error: "No.", detail: "No.", code: "invalid_client" });
			return;
		}
		this.#routes[path]?.call(this, { request, body, answer }) ?? answer(404, { detail: "Not found.", code: "not_found" });
	}

	#routes = {
		"/api/tools/sso/verify/": ({ body, answer }) => {
			const { token, session } = JSON.parse(body);
			const refuse = () => answer(400, { error: "No.", detail: "No.", code: "invalid_token" }) ?? true;
			const jti = token.split(".").length === 3 && JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString()).jti;
			if (!jti || this.launched.has(jti)) {
				this.sessions.delete(this.launched.get(jti)); // somebody has stolen it
				return refuse();
			}
			const [opened, expires] = [randomUUID(), Math.floor(this.now() / 1000) + 3600];
			this.launched.set(jti, opened);
			this.sessions.set(opened, expires);
			answer(200, {
				valid: true, user_id: 7, tool_id: 1, tenant_schema: "mama", role: "Waiter", permissions: { orders: "create", menu: false },
				tenant: { id: 3, name: "Mama's Kitchen", slug: "mamas-kitchen" },
				user: { id: 7, username: "ama", email: "ama@example.com", first_name: "Ama", last_name: "Mensah", display_name: "Ama Mensah" },
				...(session && { session: { token: opened, expires_at: new Date(expires * 1000).toISOString() } }),
			});
			return true;
		},
		"/api/tools/sso/introspect/": ({ request, body, answer }) => {
			const expires = this.sessions.get(new URLSearchParams(body).get("token"));
			const active = expires > this.now() / 1000 && request.headers["content-type"] === "application/x-www-form-urlencoded";
			answer(200, active ? {
				active, client_id: "pos-client", username: "ama", sub: "7", exp: expires, iat: expires - 3600, tool_id: 1, tenant_id: 3,
				tenant_schema: "mama", role: "Waiter", permissions: { orders: "create", menu: false },
			} : { active });
			return true;
		},
		"/api/tools/sso/revoke/": ({ body, answer }) => {
			this.sessions.delete(new URLSearchParams(body).get("token"));
			answer(200, {});
			return true;
		},
		"/api/analytics/track/batch/": ({ request, body, answer }) => {
			if (request.headers["x-tenant-id"] === "elsewhere") {
				return answer(404, { detail: "Not found.", code: "not_found" }) ?? true;
			}
			const { events } = JSON.parse(body);
			const wrong = events.flatMap((e, i) => (e.user === 999 ? [[`events[${i}].user`, ["Nobody."]]] : []));
			if (wrong.length === events.length || (this.allOrNothing && wrong.length > 0)) {
				return answer(400, Object.fromEntries(wrong)) ?? true;
			}
			const results = events.map((event) => {
				if (event.user === 999) {
					return { status: "refused", errors: { user: ["Nobody."] } };
				}
				const status = this.events.has(event.id) ? "duplicate" : "accepted";
				this.events.set(event.id, event);
				return { status };
			});
			const count = (status) => results.filter((r) => r.status === status).length;
			const counts = { accepted: count("accepted"), duplicates: count("duplicate"), refused: wrong.length };
			return answer(201, this.allOrNothing ? counts : { ...counts, results }) ?? true;
		},
	};
}

export { base64url };
