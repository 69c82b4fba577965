import { expect, it } from "vitest";
import { barsOf, lengthOf } from "./days";

it("has a bar for each day, also for those without a sign-up", () => {
  expect(barsOf("2026-02-27", "2026-03-01", [{ day: "2026-03-01", count: 4 }])).toEqual([
    { from: "2026-02-27", to: "2026-02-27", count: 0 },
    { from: "2026-02-28", to: "2026-02-28", count: 0 },
    { from: "2026-03-01", to: "2026-03-01", count: 4 },
  ]);
});

it("puts several days of a year in a bar, and loses none", () => {
  const bars = barsOf("2025-12-01", "2026-11-30", [
    { day: "2025-12-01", count: 1 },
    { day: "2026-11-30", count: 2 },
  ]);
  expect(bars.length).toBeLessThanOrEqual(62);
  expect(bars.at(-1)?.to).toBe("2026-11-30");
  expect(bars[0] && lengthOf(bars[0])).toBe(6);
  expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(3);
});
