import type { components } from "@/api/schema";

type Series = components["schemas"]["TimeSeriesBody"];

/** A figure of today so far, and of the same hours of other days. */
export type Compared = { today: number; yesterday: number; lastWeek: number };

/** Today by the hour, beside the days that it is compared with. */
export type Today = {
  orders: Compared;
  /** In the restaurant's currency, in its smallest unit. */
  sales: Compared;
  events: Compared;
  hours: { start: string; today: number | null; yesterday: number }[];
};

const sellers = ["order", "pos_transaction"]; // a restaurant whose tools report no orders reports what its till takes

/**
 * Makes the figures of the last eight days by the hour. Only hours that have begun today count on the other days too: a morning is no
 * worse than a whole day.
 */
export function todayOf(series: Series, now: number): Today {
  const lines = series.series;
  const seller = sellers.find((type) => lines.some((line) => line.key === type && line.total.events > 0)) ?? "order";
  const days = daysOf(series);
  const today = days.at(-1) ?? [];
  const begun = today.filter((start) => Date.parse(start) <= now).length;
  const value = (starts: readonly string[] | undefined, of: (point: Point, type: string) => number) => {
    const wanted = new Set(starts?.slice(0, begun));
    return lines.reduce(
      (sum, line) => sum + line.points.reduce((n, p) => (wanted.has(p.start) ? n + of(p, line.key ?? "") : n), 0),
      0,
    );
  };
  const compared = (of: (point: Point, type: string) => number): Compared => ({
    today: value(today, of),
    yesterday: value(days.at(-2), of),
    lastWeek: value(days.at(-8), of),
  });
  const atHour = (start: string | undefined) =>
    lines.reduce((sum, line) => sum + (line.points.find((point) => point.start === start)?.events ?? 0), 0);
  return {
    orders: compared((point, type) => (type === seller ? point.events : 0)),
    sales: compared((point, type) => (type === seller ? minor(point.amount) : 0)),
    events: compared((point) => point.events),
    hours: today.map((start, at) => ({ start, today: at < begun ? atHour(start) : null, yesterday: atHour(days.at(-2)?.[at]) })),
  };
}

type Point = Series["series"][number]["points"][number];

/** The beginnings of hours, a list for each of the restaurant's days. */
function daysOf(series: Series): string[][] {
  const starts = series.series[0]?.points.map((point) => point.start) ?? [];
  const days = new Map<string, string[]>();
  for (const start of starts) {
    const day = start.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), start]);
  }
  return [...days.values()];
}

/** An amount in hundredths. Sums of a day stay far below what a number holds exactly. */
const minor = (amount: string) => Math.round(Number(amount) * 100);

/** By how much a figure grew, as a share of what it was; null where there was nothing to grow from. */
export const growth = (now: number, then: number) => (then === 0 ? null : (now - then) / then);
