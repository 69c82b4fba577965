// A tool in JavaScript: redeems a launch token, asks about the session, ends it, and prints how that went.
import { TableTap } from "../../sdk/js/dist/index.js";

const { CONSOLE_URL, CLIENT_ID, CLIENT_SECRET, TOKEN } = process.env;
const config = { baseUrl: CONSOLE_URL, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, tool: "pos" };
const tabletap = new TableTap(config);

const stranger = await new TableTap({ ...config, clientSecret: "wrong" }).redeem(TOKEN).then(
	() => false,
	(error) => error.invalidClient,
);
const { identity, session } = await tabletap.redeem(TOKEN);
const before = (await tabletap.introspect(session.token)).active;
await tabletap.revoke(session.token);
const after = (await tabletap.introspect(session.token)).active;
const again = await tabletap.redeem(TOKEN).then(
	() => "",
	(error) => error.name,
);
const { username, tenantSchema: schema } = identity;
console.log(JSON.stringify({ username, email: identity.profile.email, schema, before, after, again, stranger }));
