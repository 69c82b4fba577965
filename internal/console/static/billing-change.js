// Moving a running subscription: what it would cost is shown before it is asked for.

import { ask } from "./session.js";
import { at, day, every, facts, money, named } from "./page.js";

// confirm asks in a dialog, and gives what was answered.
export function confirm(title, text, yes, no, values = {}) {
  const dialog = at("confirm");
  at("confirm-title").textContent = title;
  at("confirm-text").textContent = text;
  facts(at("confirm-facts"), values);
  at("confirm-yes").textContent = yes;
  at("confirm-no").textContent = no;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

// move previews and, once confirmed, moves. It gives null when the owner thought better of it.
export async function move(sub, wanted) {
  const quote = await ask("/api/subscriptions/preview/", { method: "POST", body: wanted });
  const yes = quote.effective === "now" ? await confirmNow(sub, quote) : await confirmLater(sub, quote);
  if (!yes) return null;
  const changed = await ask("/api/subscriptions/change/", { method: "POST", body: wanted });
  return { ...changed, quote };
}

function confirmNow(sub, quote) {
  const { currency } = quote;
  const due = money(quote.amount_due, currency);
  const price = `${money(quote.price, currency)} ${every(quote.interval)}`;
  const how = sub.card ? `Your ${named(sub.card.brand)} card ending in ${sub.card.last4} is charged ${due} now.` : `You pay ${due} on the next page.`;
  return confirm(`Move to ${quote.plan.name}?`, `${how} The new plan counts at once.`, `Pay ${due} and move`, "Not now", {
    [quote.plan.name]: price, [`Credit for the rest of ${sub.plan.name}`]: `− ${money(quote.credit, currency)}`, "To pay now": due,
    "Next charge": `${money(quote.price, currency)} on ${day(quote.period_end)}`,
  });
}

function confirmLater(sub, quote) {
  const from = day(quote.period_start);
  return confirm(`Move to ${quote.plan.name} on ${from}?`, `What is paid for stays as it is until ${from}. There is nothing to pay now.`, "Move", "Not now", {
    [`${sub.plan.name}, until ${from}`]: `${money(sub.amount, sub.currency)} ${every(sub.interval)}`,
    [`${quote.plan.name}, from then on`]: `${money(quote.price, quote.currency)} ${every(quote.interval)}`, "To pay now": money("0", quote.currency),
  });
}

// result is what came of it, in words.
export function result({ payment, quote, subscription }) {
  if (!payment) return { kind: "good", title: `${quote.plan.name} from ${day(quote.period_start)}`, text: `Until then nothing changes.` };
  if (payment.status === "success") {
    const paid = money(payment.amount, payment.currency);
    return { kind: "good", title: `You are on ${subscription.plan.name}`, text: `${paid} was paid with ${named(payment.payment_method)}.` };
  }
  return { kind: "warn", title: "The bank has not answered yet", text: "The plan changes as soon as the payment is confirmed. There is no need to pay again." };
}
