import { expect, test } from "vitest";
import { linesOf, openFrom, type Series, totalOf } from "./lines";

const series = (keys: string[], value: (at: number) => number): Series => ({
  interval: "day",
  period: { start_date: "2026-11-26", end_date: "2026-11-27", timezone: "UTC" },
  series_left_out: 0,
  series: keys.map((key, at) => ({
    key,
    total: { events: value(at) * 2, amount: `${value(at)}.50` },
    points: [26, 27].map((day) => ({ start: `2026-11-${day}`, events: value(at), amount: `${value(at)}.25`, complete: true })),
  })),
});

test("the largest line comes first, and one that is empty is left out", () => {
  const lines = linesOf(
    series(["a", "b", "c"], (at) => at),
    "events",
    (key) => key.toUpperCase(),
    "other",
  );
  expect(lines.map((line) => line.name)).toEqual(["C", "B"]);
  expect(lines[0]?.points).toEqual([
    { start: "2026-11-26", value: 2 },
    { start: "2026-11-27", value: 2 },
  ]);
});

test("what is beyond six lines is one", () => {
  const lines = linesOf(
    series([..."abcdefgh"], (at) => 10 - at),
    "events",
    (key) => key,
    "other",
  );
  expect(lines.map((line) => line.name)).toEqual(["a", "b", "c", "d", "e", "other"]);
  expect(lines[5]?.points[0]?.value).toBe(5 + 4 + 3);
});

test("the time before lies under the same points", () => {
  const now = series(["a", "b"], () => 2);
  now.previous = series(["a"], () => 7);
  expect(linesOf(now, "events", (key) => key, "other").map((line) => line.before)).toEqual([
    [7, 7],
    [0, 0],
  ]);
  expect(totalOf(now, "amount")).toBe(5);
});

test("what is not over yet begins with today, and not where the period alone cuts a week", () => {
  const days = series(["a"], () => 1);
  const now = Date.parse("2026-11-27T09:00:00Z");
  expect(openFrom(days, now)).toBe(-1);
  const point = days.series[0]?.points[1];
  if (point) point.complete = false;
  expect(openFrom(days, now)).toBe(1);
  const cut = { ...days, interval: "week" as const };
  expect(openFrom(cut, Date.parse("2027-03-01T00:00:00Z"))).toBe(-1);
  expect(openFrom(cut, now)).toBe(1);
});
