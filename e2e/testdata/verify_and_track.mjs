// A tool in JavaScript: verifies a launch token of its own and one of another tool, reports events, and prints how that went.
import { TableTap } from "../../sdk/js/dist/index.js";

const { CONSOLE_URL, ISSUER, CLIENT_ID, CLIENT_SECRET, TOKEN, OTHER } = process.env;
const tabletap = new TableTap({ baseUrl: CONSOLE_URL, issuer: ISSUER, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, tool: "pos" });

const launch = await tabletap.verify(TOKEN);
const refused = await tabletap.verify(OTHER).then(
	() => "",
	(error) => error.name,
);
const events = tabletap.tracker();
for (let n = 0; n < 150; n++) {
	events.track({ tenant: launch.tenantSchema, user: n === 17 ? 999_999 : launch.userId, type: "menu_view", data: { n } });
}
await events.close(20_000);
console.log(JSON.stringify({ launch, refused, stats: events.stats }));
