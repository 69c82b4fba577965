import { Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ToTools } from "@/features/analytics/to-tools";
import { number, time } from "@/lib/format";
import { EmptyState } from "@/ui/states";
import type { Today } from "./today";

const height = 140;
const width = 720;
const gap = 6;

/** Today hour by hour, over the outline of yesterday. */
export function Hours({ hours, zone }: { hours: Today["hours"]; zone: string }) {
  const { t } = useTranslation("overview");
  if (hours.every((hour) => !hour.today && !hour.yesterday)) return <NoHours />;
  const most = Math.max(1, ...hours.flatMap((hour) => [hour.today ?? 0, hour.yesterday]));
  const step = width / Math.max(hours.length, 1);
  const tall = (value: number) => (value / most) * height;
  const busiest = hours.reduce((best, hour) => ((hour.today ?? 0) > (best?.today ?? 0) ? hour : best), hours[0]);
  return (
    <figure className="flex grow flex-col px-5 pb-4">
      <svg viewBox={`0 0 ${width} ${height + 2}`} className="h-56 w-full grow" preserveAspectRatio="none" aria-hidden>
        {hours.map((hour, at) => (
          <g key={hour.start}>
            <rect
              x={at * step + gap / 2}
              width={step - gap}
              y={height - tall(hour.yesterday)}
              height={tall(hour.yesterday)}
              rx={2}
              className="fill-accent-line"
            />
            <rect
              x={at * step + gap / 2 + step / 5}
              width={(step - gap) * 0.6}
              y={height - tall(hour.today ?? 0)}
              height={tall(hour.today ?? 0)}
              rx={2}
              className="fill-chart-1"
            >
              <title>{`${time(hour.start, zone)}: ${number(hour.today ?? 0)}`}</title>
            </rect>
          </g>
        ))}
        <line x1={0} x2={width} y1={height + 1} y2={height + 1} className="stroke-line" />
      </svg>
      <div className="mt-1 flex justify-between text-xs text-muted tabular-nums" aria-hidden>
        {hours
          .filter((_, at) => at % 6 === 0)
          .map((hour) => (
            <span key={hour.start}>{time(hour.start, zone)}</span>
          ))}
        <span />
      </div>
      <figcaption className="mt-3 flex flex-wrap gap-4 text-sm text-muted">
        <span className="inline-flex items-center gap-2">
          <span className="size-2.5 rounded-sm bg-chart-1" aria-hidden /> {t("today")}
        </span>
        <span className="inline-flex items-center gap-2">
          <span className="size-2.5 rounded-sm bg-accent-line" aria-hidden /> {t("yesterday")}
        </span>
        {busiest && (busiest.today ?? 0) > 0 && (
          <span className="ml-auto">{t("busiest", { hour: time(busiest.start, zone), count: busiest.today ?? 0 })}</span>
        )}
      </figcaption>
    </figure>
  );
}

function NoHours() {
  const { t } = useTranslation("overview");
  return (
    <EmptyState icon={<Clock />} title={t("noHours.title")} action={<ToTools />}>
      {t("noHours.text")}
    </EmptyState>
  );
}
