// Paying on Paystack's page, and coming back from it.

import { ask } from "./session.js";
import { button, money, named, say } from "./page.js";

const CHOSEN = "chosen";
const recheckAfter = [2000, 3000, 5000, 10_000, 20_000]; // milliseconds; banks answer late

// pay goes to the page where a choice is paid. It leads back here.
export async function pay(wanted) {
  sessionStorage.setItem(CHOSEN, JSON.stringify(wanted)); // to try again, should it fail
  say("Taking you to the payment page…");
  const back = new URL(location.href);
  for (const name of ["reference", "trxref"]) back.searchParams.delete(name);
  const { payment_url: page } = await ask("/api/subscriptions/subscribe/", { method: "POST", body: { ...wanted, callback_url: back.href } });
  location.assign(page);
}

// returned is the reference of the payment that the browser comes back from, "" for none.
export const returned = () => new URLSearchParams(location.search).get("reference") ?? "";

// conclude says what became of it; refresh draws the rest of the page again. A page that is loaded again does not say it again.
export async function conclude(reference, attempt, refresh, tries = 0) {
  const payment = await ask(`/api/subscriptions/payment/verify/?reference=${encodeURIComponent(reference)}`);
  tell(payment, attempt, () => conclude(reference, attempt, refresh));
  if (payment.status === "pending" && tries < recheckAfter.length) {
    setTimeout(() => attempt(() => conclude(reference, attempt, refresh, tries + 1)), recheckAfter[tries]);
    return;
  }
  if (payment.status === "success") sessionStorage.removeItem(CHOSEN);
  if (payment.status !== "pending") forget();
  if (tries > 0) await refresh();
}

function forget() {
  const address = new URL(location.href);
  for (const name of ["reference", "trxref"]) address.searchParams.delete(name);
  history.replaceState(null, "", address);
}

function tell(payment, attempt, again) {
  const amount = money(payment.amount, payment.currency);
  const check = button("Check again", () => attempt(again), "plain");
  switch (payment.status) {
    case "success":
      return say(`${amount} was paid${payment.payment_method ? ` with ${named(payment.payment_method)}` : ""}. Thank you.`, { kind: "good", title: "Your payment was received" });
    case "failed":
      return say(`The bank said: ${payment.failure_reason}. Nothing was charged.`, { kind: "bad", title: "Your payment did not go through", actions: retry(attempt) });
    case "pending":
      return say(`${amount} was not paid as far as we know. If you have just paid, the bank may take a minute to tell us.`, {
        kind: "warn", title: "This payment has not arrived", actions: [...retry(attempt), check],
      });
    case "abandoned":
      return say("It was left before it was finished. Nothing was charged.", { kind: "bad", title: "This payment was not made", actions: retry(attempt) });
    case "parked":
      return say(`${amount} arrived, but not as it was asked for (${payment.failure_reason}). It is kept as your credit, and we are looking into it.`, {
        kind: "warn", title: "We are looking into your payment",
      });
    default:
      return say(`${amount} was paid back.`, { kind: "info", title: "This payment was refunded" });
  }
}

// retry offers to pay the same again; without knowing what, the plans are there to choose from.
function retry(attempt) {
  const chosen = JSON.parse(sessionStorage.getItem(CHOSEN) ?? "null");
  return chosen ? [button("Try again", () => attempt(() => pay(chosen)))] : [];
}
