const dayLength = 86_400_000; // milliseconds

type Counted = { day: string; count: number };
export type Bar = { from: string; to: string; count: number };

const most = 62; // bars that can be told apart

/** How many days a bar is. */
export const lengthOf = ({ from, to }: Bar) => Math.round((Date.parse(to) - Date.parse(from)) / dayLength) + 1;

/** A count for each day, those without one too; of a long time, each bar is several days. */
export function barsOf(start: string, end: string, counts: readonly Counted[]): Bar[] {
  const first = Date.parse(`${start}T00:00:00Z`);
  const days = Math.round((Date.parse(`${end}T00:00:00Z`) - first) / dayLength) + 1;
  if (!(days > 0)) return [];
  const step = Math.ceil(days / most);
  const byDay = new Map(counts.map(({ day, count }) => [day.slice(0, 10), count]));
  const dayAt = (at: number) => new Date(first + at * dayLength).toISOString().slice(0, 10);
  return Array.from({ length: Math.ceil(days / step) }, (_, at) => {
    const from = at * step;
    const to = Math.min(from + step, days) - 1;
    let count = 0;
    for (let day = from; day <= to; day += 1) count += byDay.get(dayAt(day)) ?? 0;
    return { from: dayAt(from), to: dayAt(to), count };
  });
}
