/** What the page shows, as its address says it: a link to it shows the same to whoever follows it. */
export type AnalyticsSearch = {
  /** So many days up to today, unless from and to name others. */
  days?: number;
  from?: string;
  to?: string;
  compare?: boolean;
  type?: string;
  measure?: Measure;
  /** What the list of the largest is about. */
  of?: string;
  /** The steps of the funnel, with commas between them. */
  steps?: string;
};

export type Measure = "events" | "amount" | "users";

export const presets = [7, 30, 90, 365] as const;
export const usualDays = 30;

/** Charts that look at events one by one take no longer periods. */
export const mostDaysOfEvents = 92;
const mostDays = 1_100;
const mostDaysByDay = 366;

export function analyticsSearch(search: Record<string, unknown>): AnalyticsSearch {
  const day = (value: unknown) => (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  const days = Number(search.days);
  return {
    days: Number.isInteger(days) && days > 0 && days <= mostDays ? days : undefined,
    from: day(search.from),
    to: day(search.to),
    compare: search.compare === true || undefined,
    type: text(search.type),
    measure: search.measure === "amount" || search.measure === "users" ? search.measure : undefined,
    of: text(search.of),
    steps: text(search.steps),
  };
}

export type Period = { start_date: string; end_date: string } | { period: string };

/** The period as the API takes it. */
export function periodOf({ from, to, days }: AnalyticsSearch): Period {
  if (from && to) return from <= to ? { start_date: from, end_date: to } : { start_date: to, end_date: from };
  return { period: `${days ?? usualDays}d` };
}

/** How many days it has. */
export function lengthOf(search: AnalyticsSearch): number {
  const period = periodOf(search);
  if ("period" in period) return search.days ?? usualDays;
  return Math.round((Date.parse(period.end_date) - Date.parse(period.start_date)) / 86_400_000) + 1;
}

/** The period, or the last part of it that charts of single events take. */
export function shortPeriodOf(search: AnalyticsSearch): { period: Period; cut: boolean } {
  const period = periodOf(search);
  if (lengthOf(search) <= mostDaysOfEvents) return { period, cut: false };
  if ("period" in period) return { period: { period: `${mostDaysOfEvents}d` }, cut: true };
  const start = new Date(Date.parse(period.end_date) - (mostDaysOfEvents - 1) * 86_400_000);
  return { period: { start_date: start.toISOString().slice(0, 10), end_date: period.end_date }, cut: true };
}

/** What a point of a chart stands for, so that it has some dozens of them. */
export function intervalOf(search: AnalyticsSearch): "hour" | "day" | "week" | "month" {
  const days = lengthOf(search);
  if (days <= 2) return "hour";
  if (days <= mostDaysOfEvents) return "day";
  return days <= mostDaysByDay ? "week" : "month";
}
