// The billing page: what the restaurant pays for, and everything that its owner can do about it.

import { arrived, ask, leave, request, work } from "./session.js";
import { at, day, element, say } from "./page.js";
import { confirm, move, result } from "./billing-change.js";
import { conclude, pay, returned } from "./billing-payment.js";
import { choice, draw, running, showPlans } from "./billing-plans.js";
import { showHistory, showStanding } from "./billing-standing.js";

const one = "/api/subscriptions/subscription/";
let restaurant, sub; // as they were last heard of
let working = false;

// attempt does one thing at a time, and says why it failed. What is named goes on after a walk over the sign-in page.
async function attempt(act, named) {
  if (working) return;
  working = true;
  document.querySelector("main").setAttribute("aria-busy", "true");
  try {
    await act();
  } catch (problem) {
    if (problem.status !== 401 || !leave(named)) say(problem.message, { kind: "bad", title: "That did not work" });
  } finally {
    working = false;
    document.querySelector("main").removeAttribute("aria-busy");
  }
}

// perform does one of the acts.
const perform = (name, given) => attempt(() => acts[name](given), [name, given]);

// orNull is null for what is not there (yet).
const orNull = (asked) => asked.catch((problem) => {
  if (problem.status !== 404) throw problem;
  return null;
});

async function load() {
  const [mine, now, plans, payments] = await Promise.all([
    ask("/api/auth/tenant/"), orNull(ask(one)), ask("/api/subscriptions/plans/?page_size=100"),
    orNull(ask("/api/subscriptions/payment/history/?page_size=12")),
  ]);
  sub = now;
  restaurant = { ...restaurant, ...mine };
  showStanding(restaurant, sub, perform);
  showPlans(plans.results, restaurant, sub, (plan, how) => perform("choose", { plan_id: plan.id, ...how }));
  showHistory(payments?.results ?? [], (payment) => perform("receipt", payment));
}

// choose moves a running subscription, once the owner has seen what it costs, and pays for the first period of any other.
async function choose(wanted) {
  if (!running(sub)) return pay(wanted);
  const changed = await move(sub, wanted);
  if (!changed) return;
  if (changed.payment_url) return location.assign(changed.payment_url);
  const { text, ...how } = result(changed);
  await load();
  say(text, how);
}

const post = (path) => ask(path, { method: "POST", body: {} });

async function then(done, text, how) {
  await done;
  await load();
  say(text, { kind: "good", ...how });
}

const acts = {
  choose,
  pay: () => pay({ plan_id: sub.plan.id, currency: sub.currency, interval: sub.interval }),
  keepPlan: () => then(ask("/api/subscriptions/change/", { method: "DELETE" }), "", { title: `You stay on ${sub.plan.name}` }),
  resume: () => then(post(`${one}resume/`), "It goes on as before.", { title: "The subscription is not cancelled any more" }),
  replaceCard: async () => location.assign((await ask(`${one}card-link/`)).url),

  async cancel() {
    const end = day(sub.current_period_end);
    const text = `The tools stay open until ${end}, and nothing more is charged. Until then you can change your mind.`;
    if (!(await confirm("Cancel the subscription?", text, "Cancel the subscription", "Keep it"))) return;
    await then(post(`${one}cancel/`), `The tools stay open until ${end}. Nothing more is charged.`, { title: "The subscription is cancelled" });
  },

  async receipt(payment) {
    const file = await (await request(`/api/subscriptions/payment/${payment.id}/receipt/`)).blob();
    const ending = file.type.includes("pdf") ? "pdf" : "html";
    const link = element("a", "", { href: URL.createObjectURL(file), download: `receipt-${payment.paystack_reference}.${ending}` });
    link.click();
    URL.revokeObjectURL(link.href);
  },
};

// enter finds the restaurant: the address names it, so that the way back from a payment leads to the same.
async function enter() {
  const [me, { results }] = await Promise.all([ask("/api/auth/profile/"), ask("/api/tenants/?page_size=200")]);
  const before = arrived();
  at("who").textContent = me.email || me.username;
  if (results.length === 0) return say("You do not work in any restaurant yet.", { title: "No restaurant" });
  const named = new URLSearchParams(location.search).get("restaurant");
  restaurant = results.find((one) => one.slug === named) ?? results[0];
  work(restaurant.slug);
  const select = at("chooser").querySelector("select");
  select.replaceChildren(...results.map((one) => element("option", one.name, { value: one.slug, selected: one === restaurant })));
  select.addEventListener("change", () => location.assign(`/billing/?restaurant=${encodeURIComponent(select.value)}`));
  at("chooser").hidden = results.length < 2;
  say("");
  const reference = returned();
  if (reference) await conclude(reference, attempt, load).catch(unknownPayment);
  await load().catch(notYours);
  if (sub !== undefined && before?.[0] in acts) setTimeout(() => perform(...before)); // once this is done
}

function unknownPayment(problem) {
  if (problem.status !== 404) throw problem;
  say("This restaurant has no payment of that reference.", { kind: "bad", title: "Payment not found" });
}

function notYours(problem) {
  if (problem.status !== 403) throw problem;
  say(`${problem.message} Ask the owner of ${restaurant.name}.`, { kind: "bad", title: "Only the owner sees the bills" });
}

at("currency").addEventListener("change", draw);
for (const radio of document.querySelectorAll("[name=interval]")) radio.addEventListener("change", draw);
window.addEventListener("pageshow", (event) => { if (event.persisted) attempt(load); }); // back from a page of Paystack's
attempt(enter);
