import { expect, test } from "vitest";
import { analyticsSearch, intervalOf, lengthOf, periodOf, shortPeriodOf } from "./search";

test("what an address says is taken as far as it makes sense", () => {
  expect(analyticsSearch({ days: "90", from: "yesterday", compare: true, measure: "amount", type: "order" })).toMatchObject({
    days: 90,
    from: undefined,
    compare: true,
    measure: "amount",
    type: "order",
  });
  expect(analyticsSearch({ days: -1, measure: "money", compare: "yes" })).toMatchObject({
    days: undefined,
    measure: undefined,
    compare: undefined,
  });
});

test("a period is a month unless it says otherwise, and its ends may be the wrong way round", () => {
  expect(periodOf({})).toEqual({ period: "30d" });
  expect(periodOf({ from: "2026-02-01", to: "2026-01-01" })).toEqual({ start_date: "2026-01-01", end_date: "2026-02-01" });
  expect(lengthOf({ from: "2026-01-01", to: "2026-01-31" })).toBe(31);
});

test("charts of single events show the last part of a long period", () => {
  expect(shortPeriodOf({ days: 92 })).toEqual({ period: { period: "92d" }, cut: false });
  expect(shortPeriodOf({ days: 93 })).toEqual({ period: { period: "92d" }, cut: true });
  expect(shortPeriodOf({ from: "2026-01-01", to: "2026-12-31" })).toEqual({
    period: { start_date: "2026-10-01", end_date: "2026-12-31" },
    cut: true,
  });
});

test("points are hours for two days and months for years", () => {
  expect([1, 3, 92, 93, 366, 367].map((days) => intervalOf({ days }))).toEqual(["hour", "day", "day", "week", "week", "month"]);
});
