import type { components } from "@/api/schema";
import type { Measure } from "./search";

export type Series = components["schemas"]["TimeSeriesBody"];

/** One line of a chart. */
export type Line = {
  name: string;
  points: { start: string; value: number }[];
  /** The same points of the time before, where it is compared with. */
  before?: number[];
};

const mostLines = 6; // beyond, colours repeat and nobody tells them apart

type Figures = { events: number; amount: string; users?: number };

/** A figure as a number: for drawing, and for sums that are shown rounded. */
export function figure(of: Figures, measure: Measure): number {
  if (measure === "amount") return Number(of.amount);
  return measure === "users" ? (of.users ?? 0) : of.events;
}

/** The lines of a chart, the largest first; what is beyond six is one line of its own. */
export function linesOf(series: Series, measure: Measure, nameOf: (key: string) => string, other: string): Line[] {
  const all = series.series
    .filter((line) => figure(line.total, measure) > 0)
    .sort((a, b) => figure(b.total, measure) - figure(a.total, measure))
    .map((line): Line => {
      const previous = series.previous?.series.find((before) => before.key === line.key);
      return {
        name: nameOf(line.key ?? ""),
        points: line.points.map((point) => ({ start: point.start, value: figure(point, measure) })),
        before: series.previous && line.points.map((_, at) => (previous?.points[at] ? figure(previous.points[at], measure) : 0)),
      };
    });
  if (all.length <= mostLines) return all;
  const rest = all.slice(mostLines - 1);
  const sum = (of: (line: Line) => number) => rest.reduce((total, line) => total + of(line), 0);
  const points = (rest[0]?.points ?? []).map((point, at) => ({
    start: point.start,
    value: sum((line) => line.points[at]?.value ?? 0),
  }));
  return [
    ...all.slice(0, mostLines - 1),
    { name: other, points, before: rest[0]?.before?.map((_, at) => sum((line) => line.before?.[at] ?? 0)) },
  ];
}

const longest = { hour: 0, day: 0, week: 7, month: 31 }; // days that a point takes where the period may cut it

/**
 * The first point that is not over yet, -1 where all are. What it stands for still grows: the line must not look as if trade had broken
 * down today. Points that the period alone cuts are as they will stay.
 */
export function openFrom(series: Series, now: number): number {
  const lasts = longest[series.interval] * 86_400_000;
  return (series.series[0]?.points ?? []).findIndex(
    (point) => !point.complete && (lasts === 0 || Date.parse(point.start) + lasts > now),
  );
}

/** What all lines come to. People are not added up: one may be in several lines, so it is those of the largest. */
export function totalOf(series: Series, measure: Measure): number {
  const values = series.series.map((line) => figure(line.total, measure));
  return measure === "users" ? Math.max(0, ...values) : values.reduce((sum, value) => sum + value, 0);
}
