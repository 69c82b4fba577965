import { expect, test } from "vitest";
import { growth, todayOf } from "./today";

const hour = (day: number, at: number) => `2026-11-${String(day).padStart(2, "0")}T${String(at).padStart(2, "0")}:00:00+00:00`;

/** Eight days of the same orders each hour, n of them on day n, at 2.50 each. */
function eightDays() {
  const points = [];
  for (let day = 20; day <= 27; day++) {
    for (let at = 0; at < 24; at++) points.push({ start: hour(day, at), events: day, amount: `${day * 2.5}`, complete: true });
  }
  const total = { events: 1, amount: "1" };
  return {
    interval: "hour" as const,
    period: { start_date: "2026-11-20", end_date: "2026-11-27", timezone: "UTC" },
    series: [
      { key: "order", points, total },
      { key: "menu_view", points: points.map((point) => ({ ...point, events: 1, amount: "0" })), total },
    ],
    series_left_out: 0,
  };
}

test("only the hours that have begun today are compared", () => {
  const today = todayOf(eightDays(), Date.parse("2026-11-27T02:30:00Z"));
  expect(today.orders).toEqual({ today: 3 * 27, yesterday: 3 * 26, lastWeek: 3 * 20 });
  expect(today.sales).toEqual({ today: 3 * 6750, yesterday: 3 * 6500, lastWeek: 3 * 5000 });
  expect(today.events.today).toBe(3 * 28);
  expect(today.hours).toHaveLength(24);
  expect(today.hours[2]).toEqual({ start: hour(27, 2), today: 28, yesterday: 27 });
  expect(today.hours[3]?.today).toBeNull();
});

test("a restaurant without orders is measured by its till", () => {
  const series = eightDays();
  const [orders] = series.series;
  if (orders) orders.key = "pos_transaction";
  expect(todayOf(series, Date.parse("2026-11-27T00:00:00Z")).sales.today).toBe(6750);
});

test("nothing grows from nothing", () => {
  expect(growth(3, 0)).toBeNull();
  expect(growth(3, 2)).toBe(0.5);
});
