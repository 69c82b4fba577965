import { useTranslation } from "react-i18next";
import { number, plainDay } from "@/lib/format";
import { Card, CardBody, CardHeader } from "@/ui/card";
import { type Bar, barsOf, lengthOf } from "./days";
import type { Platform } from "./figures";

const height = 100; // of the drawing, in its own units
const wide = 10; // of a bar with its gap

/** The restaurants that were opened, in bars of a day or several. What is drawn is in a table as well, for who cannot see it. */
export function SignUps({ of }: { of: Platform }) {
  const { t } = useTranslation("admin");
  const bars = barsOf(of.period.start_date, of.period.end_date, of.sign_ups_by_day ?? []);
  const count = bars[0] ? lengthOf(bars[0]) : 1; // days of a bar
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const say = ({ from, to }: Bar) => (from === to ? plainDay(from) : `${plainDay(from)} – ${plainDay(to)}`);
  return (
    <Card aria-labelledby="sign-ups">
      <CardHeader id="sign-ups" title={t("analytics.signUps")} description={t("analytics.signUpsText", { count })} />
      <CardBody>
        <div className="flex gap-3" aria-hidden>
          <div className="flex h-48 flex-col justify-between text-right text-xs text-muted tabular-nums">
            <span>{number(most)}</span>
            <span>0</span>
          </div>
          <svg
            viewBox={`0 0 ${bars.length * wide} ${height}`}
            preserveAspectRatio="none"
            className="h-48 min-w-0 grow border-b border-l"
          >
            <title>{t("analytics.signUps")}</title>
            {bars.map((bar, at) => (
              <g key={bar.from} className="group">
                <title>{`${say(bar)}: ${number(bar.count)}`}</title>
                <rect x={at * wide} y={0} width={wide} height={height} className="fill-transparent group-hover:fill-hover" />
                <rect
                  x={at * wide + 1}
                  y={height - (bar.count / most) * height}
                  width={wide - 2}
                  height={(bar.count / most) * height}
                  className="fill-chart-1"
                />
              </g>
            ))}
          </svg>
        </div>
        <div className="mt-1.5 flex justify-between pl-6 text-xs text-muted" aria-hidden>
          <span>{plainDay(of.period.start_date)}</span>
          <span>{plainDay(of.period.end_date)}</span>
        </div>
        <table className="sr-only">
          <caption>{t("analytics.signUps")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("analytics.day", { count })}</th>
              <th scope="col">{t("figure.signUps")}</th>
            </tr>
          </thead>
          <tbody>
            {bars
              .filter((bar) => bar.count > 0)
              .map((bar) => (
                <tr key={bar.from}>
                  <th scope="row">{say(bar)}</th>
                  <td>{number(bar.count)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </CardBody>
    </Card>
  );
}
