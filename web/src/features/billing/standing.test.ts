import { describe, expect, it } from "vitest";
import type { Here, Subscription } from "@/api/types";
import { isRunning, lastGoodDay, offersOf, standingOf } from "./standing";

const here = (subscription_status: Here["subscription_status"]) => ({ subscription_status }) as Here;
const sub = (of: Partial<Subscription>) =>
  ({
    status: "active",
    amount: "50.00",
    current_period_end: "2027-01-01T00:00:00Z",
    cancel_at_period_end: false,
    is_frozen: false,
    next_plan: null,
    card: { brand: "visa", last4: "4081", expires_at: null, expires_soon: false },
    paystack_subscription_code: "SUB_1",
    ...of,
  }) as Subscription;

describe("how a restaurant stands", () => {
  it("is on trial, or not any more, without a subscription", () => {
    expect(standingOf(here("trial"), null)).toBe("trial");
    expect(standingOf(here("inactive"), null)).toBe("trialEnded");
  });

  it("is frozen whatever else it is", () => {
    expect(standingOf(here("active"), sub({ is_frozen: true, status: "past_due" }))).toBe("frozen");
  });

  it("tells what is paid for from what an operator opened", () => {
    expect(standingOf(here("active"), sub({}))).toBe("active");
    expect(standingOf(here("active"), sub({ amount: null }))).toBe("free");
    expect(standingOf(here("active"), sub({ cancel_at_period_end: true }))).toBe("cancelling");
  });
});

describe("what can be done", () => {
  it("is nothing where nothing is paid for", () => {
    expect(offersOf(null)).toEqual([]);
    expect(offersOf(sub({ amount: null }))).toEqual([]);
    expect(offersOf(sub({ status: "cancelled" }))).toEqual([]);
  });

  it("is to pay what is late", () => {
    expect(offersOf(sub({ status: "past_due" }))).toEqual(["pay", "replaceCard", "cancel"]);
    expect(offersOf(sub({ status: "unpaid" }))).toEqual(["pay"]);
  });

  it("is to pay ahead without a card", () => {
    expect(offersOf(sub({ card: null }))).toEqual(["payAhead", "cancel"]);
  });

  it("is to take back a cancellation", () => {
    expect(offersOf(sub({ cancel_at_period_end: true }))).toEqual(["resume"]);
  });
});

it("does not count a late subscription as running", () => {
  expect(isRunning(sub({ status: "past_due" }))).toBe(false);
  expect(isRunning(sub({}))).toBe(true);
});

it("reads the month that is printed on a card", () => {
  expect(lastGoodDay("2027-01-01T00:00:00Z").toISOString()).toContain("2026-12-31");
});
