// The plans on sale, by currency and by how often they are paid.

import { at, button, element, every, money } from "./page.js";

let shown = { plans: [], sub: null, act: null };

export const choice = () => ({ currency: at("currency").value, interval: document.querySelector("[name=interval]:checked").value });

// running is a subscription whose period is paid for: its currency stays.
export const running = (sub) => sub?.status === "active" && Boolean(sub.amount && sub.current_period_end);

// showPlans draws them; act is what choosing one does.
export function showPlans(plans, restaurant, sub, act) {
  shown = { plans: plans.filter((plan) => plan.is_active), sub, act };
  const sold = [...new Set(shown.plans.flatMap((plan) => plan.prices.map((price) => price.currency)))];
  const fixed = running(sub);
  const wanted = (fixed && sub.currency) || at("currency").value || (sold.includes(restaurant.currency) ? restaurant.currency : sold[0]);
  at("currency").replaceChildren(...sold.map((code) => element("option", code, { value: code, selected: code === wanted })));
  at("currency").disabled = fixed;
  if (fixed) document.querySelector(`[name=interval][value=${sub.interval}]`).checked = true;
  draw();
  at("offer").hidden = false;
}

export function draw() {
  at("plans").replaceChildren(...shown.plans.map(tile));
}

function priceOf(plan) {
  const { currency, interval } = choice();
  return plan.prices.find((price) => price.currency === currency && price.interval === interval);
}

function tile(plan) {
  const price = priceOf(plan);
  const item = element("li", "", { className: isCurrent(plan, price) ? "plan current" : "plan" });
  const amount = element("p", "", { className: "price" });
  if (price) amount.append(element("b", money(price.amount, price.currency)), ` ${every(price.interval)}`);
  else amount.append("Not sold in this currency");
  const features = element("ul", "", { className: "features" });
  features.append(...plan.features_list.map((feature) => element("li", feature)));
  item.append(element("strong", plan.name), element("p", plan.description, { className: "about" }), amount, features, foot(plan, price));
  return item;
}

function foot(plan, price) {
  const { sub, act } = shown;
  if (isCurrent(plan, price)) return element("p", "Your plan", { className: "mark" });
  if (running(sub) && sub.next_plan?.id === plan.id && sub.next_amount === price?.amount) return element("p", "Your plan from the next period on", { className: "mark" });
  if (!price) return "";
  const less = running(sub) && Number(price.amount) < Number(sub.amount) && price.interval === sub.interval;
  return button(`${label(plan)} ${plan.name}`, () => act(plan, choice()), less ? "plain" : "");
}

const isCurrent = (plan, price) => {
  const { sub } = shown;
  return running(sub) && sub.plan.id === plan.id && price?.interval === sub.interval && price?.currency === sub.currency;
};

const label = (plan) => (running(shown.sub) && shown.sub.plan.id !== plan.id ? "Move to" : "Choose");
