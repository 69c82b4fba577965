// How the restaurant stands: what it agreed to, what comes next, and what can be done.

import { at, button, day, element, every, facts, money, named, validThrough } from "./page.js";

// standing is a word for it, how good that is, and a sentence.
function standing(restaurant, sub) {
  if (sub?.is_frozen) return ["On hold", "bad", "A payment is disputed at the bank. The tools are closed until that is settled."];
  if (!sub || sub.status === "trialing") return trial(restaurant);
  const end = sub.current_period_end && day(sub.current_period_end);
  switch (sub.status) {
    case "active":
      if (sub.cancel_at_period_end) return ["Cancelled", "warn", `The tools stay open until ${end}. Nothing more is charged.`];
      return ["Active", "good", sub.amount ? `Paid until ${end}.` : "There is nothing to pay for this subscription."];
    case "past_due":
      return ["Payment late", "bad", `The payment that was due on ${end} was not made. The tools stay open until ${day(sub.grace_ends)}.`];
    case "unpaid":
      return ["Closed", "bad", "The tools are closed, because the last payment was not made. They open again as soon as it is."];
    default:
      return ["Closed", "bad", `The subscription ended${sub.cancelled_at ? ` on ${day(sub.cancelled_at)}` : ""}. Choose a plan to open the tools again.`];
  }
}

function trial(restaurant) {
  const end = day(restaurant.trial_end_date);
  if (restaurant.subscription_status === "trial") return ["Free trial", "good", `Everything is included until ${end}. Choose a plan to go on after that.`];
  return ["Closed", "bad", `The free trial ended on ${end}. Choose a plan to open the tools again.`];
}

const isOpen = (sub) => sub && (sub.status === "active" || sub.status === "past_due");

function nextCharge(sub) {
  if (!isOpen(sub) || !sub.amount) return "";
  if (sub.cancel_at_period_end) return "None";
  const amount = money(sub.next_amount ?? sub.amount, sub.currency);
  const when = sub.status === "past_due" ? "due now" : `on ${day(sub.current_period_end)}`;
  return `${amount}, ${when}${sub.card ? "" : ", paid by hand"}`;
}

function card(sub) {
  if (!isOpen(sub) || !sub.amount) return "";
  if (!sub.card) return "None";
  return `${named(sub.card.brand)} ending in ${sub.card.last4}${sub.card.expires_at ? `, valid through ${validThrough(sub.card.expires_at)}` : ""}`;
}

function terms(sub) {
  if (!isOpen(sub)) return {};
  const next = sub.next_plan;
  return {
    Plan: next ? `${sub.plan.name}, then ${next.name}` : sub.plan.name,
    Price: sub.amount && `${money(sub.amount, sub.currency)} ${every(sub.interval)}`, "Next charge": nextCharge(sub), Card: card(sub),
  };
}

// showStanding draws it; perform does what a button is for.
export function showStanding(restaurant, sub, perform) {
  const [word, tone, sentence] = standing(restaurant, sub);
  at("name").textContent = restaurant.name;
  Object.assign(at("state"), { textContent: word, className: `badge ${tone}` });
  at("sentence").textContent = sentence;
  facts(at("terms"), terms(sub));
  at("card-note").hidden = !(isOpen(sub) && sub.card?.expires_soon);
  at("acts").replaceChildren(...buttons(sub, perform));
  at("standing").hidden = false;
}

function buttons(sub, perform) {
  if (!sub) return [];
  const made = [];
  const late = sub.amount && (sub.status === "past_due" || sub.status === "unpaid");
  if (late) made.push(button(`Pay ${money(sub.amount, sub.currency)} now`, () => perform("pay")));
  if (!isOpen(sub) || !sub.amount) return made;
  if (sub.next_plan) made.push(button(`Stay on ${sub.plan.name}`, () => perform("keepPlan"), "plain"));
  if (!sub.card && !late) made.push(button("Pay the next period now", () => perform("pay"), "plain"));
  if (sub.card && sub.paystack_subscription_code && !sub.cancel_at_period_end) made.push(button("Replace the card", () => perform("replaceCard"), "plain"));
  if (sub.cancel_at_period_end) made.unshift(button("Keep the subscription", () => perform("resume")));
  else if (sub.status === "active") made.push(button("Cancel the subscription", () => perform("cancel"), "plain"));
  return made;
}

// showHistory draws one row a payment.
export function showHistory(payments, receipt) {
  at("payments").replaceChildren(...payments.map((payment) => row(payment, receipt)));
  at("payments-table").hidden = payments.length === 0;
  at("no-payments").hidden = payments.length > 0;
  at("history").hidden = false;
}

const outcomes = { success: "Paid", pending: "Not paid yet", failed: "Not paid", abandoned: "Not paid", parked: "Being looked into", refunded: "Refunded" };

function row(payment, receipt) {
  const line = element("tr");
  const why = payment.status === "failed" && payment.failure_reason ? `: ${payment.failure_reason}` : "";
  line.append(
    element("td", day(payment.paid_at ?? payment.created_at)), element("td", money(payment.amount, payment.currency), { className: "amount" }),
    element("td", (outcomes[payment.status] ?? payment.status) + why), element("td", named(payment.payment_method)),
  );
  const last = element("td");
  if (payment.paid_at && receipt) last.append(button("Receipt", () => receipt(payment), "plain"));
  line.append(last);
  return line;
}
