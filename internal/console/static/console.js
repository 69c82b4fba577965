// The start page: who am I, what is my restaurant, open a tool.

import { ask, work } from "./session.js";
import { at, element, facts } from "./page.js";

const say = (text) => { at("message").textContent = text; };

function showRestaurant(r) {
  const section = at("restaurant");
  section.querySelector("h2").textContent = r.name;
  facts(section.querySelector("dl"), {
    Role: r.role ?? "Superuser", Subscription: r.subscription_status, "Trial ends": r.subscription_status === "trial" && new Date(r.trial_end_date).toLocaleDateString(),
    Schema: r.schema_name,
  });
  section.hidden = false;
}

function tile(tool) {
  const item = document.createElement("li");
  const open = element("button", "Open");
  open.addEventListener("click", () => launch(tool));
  item.append(element("strong", tool.name), element("p", tool.description), open);
  return item;
}

async function launch(tool) {
  try {
    const { launch_url: address } = await ask("/api/tools/sso/generate/", { method: "POST", body: { tool_id: tool.id } });
    window.open(address, "_blank", "noopener");
    say(`${tool.name} was opened in a new tab with a token that is good for one minute and one use.`);
  } catch (problem) {
    say(`${tool.name} cannot be opened: ${problem.message}`);
  }
}

function row(member) {
  const line = document.createElement("tr");
  line.append(...[member.user.display_name, member.user.email, member.role.name, member.is_active ? "Active" : "Inactive"].map((text) => element("td", text)));
  return line;
}

async function load() {
  const [restaurant, tools, staff] = await Promise.all([
    ask("/api/auth/tenant/"), ask("/api/tools/available/"), ask("/api/staff/members/"),
  ]);
  showRestaurant(restaurant);
  at("tools").replaceChildren(...tools.results.map(tile));
  at("staff").replaceChildren(...staff.results.map(row));
}

async function choose() {
  const { results } = await ask("/api/tenants/");
  if (results.length === 0) {
    say("You do not work in any restaurant yet.");
    return;
  }
  const select = at("chooser").querySelector("select");
  select.replaceChildren(...results.map((t) => Object.assign(element("option", t.name), { value: t.slug })));
  select.addEventListener("change", () => { work(select.value); load().catch((problem) => say(problem.message)); });
  at("chooser").hidden = results.length < 2;
  work(results[0].slug);
  await load();
}

async function start() {
  try {
    const me = await ask("/api/auth/profile/");
    say(`Signed in as ${me.email || me.username}.`);
    at("sign-out").hidden = false;
    await choose();
  } catch (problem) {
    const signedOut = problem.status === 401;
    say(signedOut ? "" : problem.message);
    at("signed-out").hidden = !signedOut;
  }
}

start();
