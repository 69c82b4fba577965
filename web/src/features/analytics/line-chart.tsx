import { useTranslation } from "react-i18next";
import { CartesianGrid, Line as Drawn, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { cn } from "@/lib/names";
import type { Line, Series } from "./lines";
import { usePointName } from "./point-name";

type Props = {
  lines: Line[];
  interval: Series["interval"];
  /** The first point that is not over yet, -1 where all are. */
  open: number;
  say: (value: number) => string;
  short: (value: number) => string;
  label: string;
};

const colours = [1, 2, 3, 4, 5, 6].map((at) => `var(--color-chart-${at})`);
const swatches = ["bg-chart-1", "bg-chart-2", "bg-chart-3", "bg-chart-4", "bg-chart-5", "bg-chart-6"];

/** Lines over time. What is read aloud is in the table of the same numbers. */
export default function Chart({ lines, interval, open, say, short, label }: Props) {
  const { t } = useTranslation("analytics");
  const pointName = usePointName(interval);
  const rows = (lines[0]?.points ?? []).map((point, at) => ({
    start: point.start,
    ...Object.fromEntries(
      lines.flatMap((line, n) => [
        [`now${n}`, open >= 0 && at >= open ? undefined : (line.points[at]?.value ?? 0)],
        [`open${n}`, open >= 0 && at >= open - 1 ? (line.points[at]?.value ?? 0) : undefined],
        [`before${n}`, line.before?.[at]],
      ]),
    ),
  }));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return (
    <figure aria-label={label}>
      <div className="h-72" aria-hidden>
        <ResponsiveContainer>
          <LineChart data={rows} margin={{ top: 8, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--color-line)" />
            <XAxis
              dataKey="start"
              tickFormatter={(start) => pointName(start, "short")}
              tick={{ fill: "var(--color-muted)", fontSize: 12 }}
              tickLine={false}
              axisLine={false}
              interval="equidistantPreserveStart"
              padding={{ right: 28 }} // for the last label, or else every other one would be left out
              minTickGap={32}
            />
            <YAxis
              tickFormatter={short}
              tick={{ fill: "var(--color-muted)", fontSize: 12 }}
              tickLine={false}
              axisLine={false}
              width={44}
            />
            <Tooltip
              cursor={{ stroke: "var(--color-edge)" }}
              content={({ active, label: start }) => {
                const at = rows.findIndex((row) => row.start === start);
                if (!active || at < 0) return null;
                return (
                  <div className="rounded-lg border bg-raised px-3 py-2 text-sm shadow-high">
                    <p className="mb-1 font-medium">
                      {pointName(String(start), "long")}
                      {at === open && <span className="font-normal text-muted"> · {t(`series.soFar.${interval}`)}</span>}
                    </p>
                    {lines.map((line, n) => (
                      <p key={line.name} className="flex items-center gap-2">
                        <span className={cn("size-2 rounded-full", swatches[n])} />
                        <span className="grow">{line.name}</span>
                        <span className="font-medium tabular-nums">{say(line.points[at]?.value ?? 0)}</span>
                        {line.before && <span className="text-muted tabular-nums">({say(line.before[at] ?? 0)})</span>}
                      </p>
                    ))}
                  </div>
                );
              }}
            />
            {lines.map((line, n) => (
              <Drawn
                key={line.name}
                dataKey={`now${n}`}
                stroke={colours[n]}
                strokeWidth={2}
                dot={rows.length === 1}
                type="monotone"
                isAnimationActive={!still}
                animationDuration={300}
              />
            ))}
            {lines.map((line, n) => (
              <Drawn
                key={`open ${line.name}`}
                dataKey={`open${n}`}
                stroke={colours[n]}
                strokeWidth={2}
                strokeDasharray="1 5"
                strokeLinecap="round"
                dot={rows.length === 1}
                type="monotone"
                isAnimationActive={false}
              />
            ))}
            {lines.map(
              (line, n) =>
                line.before && (
                  <Drawn
                    key={`before ${line.name}`}
                    dataKey={`before${n}`}
                    stroke={colours[n]}
                    strokeWidth={1.5}
                    strokeDasharray="3 4"
                    strokeOpacity={0.6}
                    dot={false}
                    type="monotone"
                    isAnimationActive={false}
                  />
                ),
            )}
          </LineChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
        {lines.map((line, n) => (
          <span key={line.name} className="inline-flex items-center gap-2">
            <span className={cn("size-2.5 rounded-full", swatches[n])} aria-hidden />
            {line.name}
          </span>
        ))}
        {lines.some((line) => line.before) && <span className="ml-auto">- - - {t("series.dashed")}</span>}
      </figcaption>
    </figure>
  );
}
