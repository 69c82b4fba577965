// The start page: who am I, what is my restaurant, open a tool. The session is Clerk's cookie; this page keeps no token.

const at = (id) => document.getElementById(id);
const say = (text) => { at("message").textContent = text; };

let tenant = ""; // the restaurant that was chosen, when there are several
let standIn = true; // whether the stand-in for Clerk, and so a sign-in page, is here

async function ask(path, options = {}) {
  const headers = { "Content-Type": "application/json", ...(tenant && { "X-Tenant-ID": tenant }) };
  const answer = await fetch(path, { ...options, headers });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(body.detail ?? answer.statusText), { status: answer.status, code: body.code });
  return body;
}

// Session tokens live a minute. The stand-in's frontend API puts a fresh one into the cookie.
async function renew() {
  const answer = await fetch("/sandbox/clerk/v1/client").catch(() => null);
  standIn = answer !== null && answer.status !== 404;
  const session = answer?.ok ? (await answer.json()).response?.last_active_session_id : null;
  if (session) await fetch(`/sandbox/clerk/v1/client/sessions/${session}/tokens`, { method: "POST" });
}

async function fresh(path, options) {
  try {
    return await ask(path, options);
  } catch (problem) {
    if (problem.status !== 401) throw problem;
    await renew();
    return ask(path, options);
  }
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function showRestaurant(r) {
  const section = at("restaurant");
  section.querySelector("h2").textContent = r.name;
  const facts = { Role: r.role ?? "Superuser", Subscription: r.subscription_status, "Trial ends": new Date(r.trial_end_date).toLocaleDateString(), Schema: r.schema_name };
  section.querySelector("dl").replaceChildren(...Object.entries(facts).map(([name, value]) => {
    const pair = document.createElement("div");
    pair.append(element("dt", name), element("dd", value));
    return pair;
  }));
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
    const { launch_url: address } = await fresh("/api/tools/sso/generate/", { method: "POST", body: JSON.stringify({ tool_id: tool.id }) });
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
    fresh("/api/auth/tenant/"), fresh("/api/tools/available/"), fresh("/api/staff/members/"),
  ]);
  showRestaurant(restaurant);
  at("tools").replaceChildren(...tools.results.map(tile));
  at("staff").replaceChildren(...staff.results.map(row));
}

async function choose() {
  const { results } = await fresh("/api/tenants/");
  if (results.length === 0) {
    say("You do not work in any restaurant yet.");
    return;
  }
  const select = at("chooser").querySelector("select");
  select.replaceChildren(...results.map((t) => Object.assign(element("option", t.name), { value: t.slug })));
  select.addEventListener("change", () => { tenant = select.value; load().catch((problem) => say(problem.message)); });
  at("chooser").hidden = results.length < 2;
  tenant = results[0].slug;
  await load();
}

async function start() {
  try {
    const me = await fresh("/api/auth/profile/");
    say(`Signed in as ${me.email || me.username}.`);
    at("sign-out").hidden = false;
    await choose();
  } catch (problem) {
    const signedOut = problem.status === 401;
    const elsewhere = signedOut && !standIn;
    say(elsewhere ? "This server has no sign-in page of its own. Its API is described in the documentation." : signedOut ? "" : problem.message);
    at("signed-out").hidden = !signedOut || elsewhere;
  }
}

start();
