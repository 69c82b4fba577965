import { keepPreviousData } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { number, weekday } from "@/lib/format";
import { Card, CardHeader } from "@/ui/card";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { type AnalyticsSearch, mostDaysOfEvents, shortPeriodOf } from "./search";

const hours = Array.from({ length: 24 }, (_, hour) => hour);
const weekdays = [1, 2, 3, 4, 5, 6, 7]; // from Monday, as the API counts them

/** At which hours of the week most happens. */
export function Heatmap({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation("analytics");
  const { period, cut } = shortPeriodOf(search);
  const query = api.useQuery(
    "get",
    "/api/analytics/heatmap/",
    { params: { query: { ...period, ...(search.type && { event_type: [search.type] }) } } },
    { placeholderData: keepPreviousData },
  );
  const cells = new Map(query.data?.cells.map((cell) => [`${cell.weekday} ${cell.hour}`, cell.events]));
  const most = Math.max(1, ...cells.values());
  return (
    <Card>
      <CardHeader title={t("heatmap.title")} description={cut ? t("cut", { count: mostDaysOfEvents }) : t("heatmap.text")} />
      <div className="px-5 pb-5">
        {query.error ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : !query.data ? (
          <Skeleton className="h-56" />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
          <section className="relative overflow-x-auto" aria-label={t("heatmap.title")} tabIndex={0}>
            <table className="w-full min-w-xl table-fixed border-separate border-spacing-0.5 text-xs">
              <thead>
                <tr>
                  <th scope="col" className="w-10">
                    <span className="sr-only">{t("heatmap.day")}</span>
                  </th>
                  {hours.map((hour) => (
                    <th key={hour} scope="col" className="font-normal text-muted tabular-nums">
                      <span className={hour % 3 === 0 ? undefined : "sr-only"}>{hour}</span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {weekdays.map((dayOfWeek) => (
                  <tr key={dayOfWeek}>
                    <th scope="row" className="pr-2 text-left font-normal text-muted">
                      {weekday(dayOfWeek)}
                    </th>
                    {hours.map((hour) => {
                      const events = cells.get(`${dayOfWeek} ${hour}`) ?? 0;
                      return (
                        <td key={hour} className="p-0">
                          <div
                            className="h-6 rounded-xs"
                            title={`${weekday(dayOfWeek)} ${hour}:00 · ${number(events)}`}
                            style={{
                              background: `color-mix(in oklch, var(--color-chart-1) ${Math.round((events / most) * 100)}%, var(--color-sunken))`,
                            }}
                          >
                            <span className="sr-only">{number(events)}</span>
                          </div>
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </div>
    </Card>
  );
}
