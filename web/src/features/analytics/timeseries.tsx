import { keepPreviousData } from "@tanstack/react-query";
import { BarChart3 } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useTenant } from "@/app/who";
import { change, compact, money, number } from "@/lib/format";
import { Card, CardHeader } from "@/ui/card";
import { Skeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { Segmented } from "@/ui/tabs";
import { useKindName } from "./kinds";
import { linesOf, openFrom, totalOf } from "./lines";
import { NumbersTable } from "./numbers-table";
import { type AnalyticsSearch, intervalOf, lengthOf, type Measure, mostDaysOfEvents, periodOf } from "./search";
import { ToTools } from "./to-tools";
import { useShow } from "./toolbar";

const Chart = lazy(() => import("./line-chart"));

/** What happened over time, a line for each type of events, and the same of the time before. */
export function TimeSeries({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation("analytics");
  const show = useShow();
  const tenant = useTenant();
  const kindName = useKindName();
  const measure: Measure = search.measure ?? "events";
  const tooLong = measure === "users" && lengthOf(search) > mostDaysOfEvents;
  const query = api.useQuery(
    "get",
    "/api/analytics/timeseries/",
    {
      params: {
        query: {
          ...periodOf(search),
          interval: intervalOf(search),
          by: "type",
          measure,
          ...(search.type && { event_type: [search.type] }),
          ...(search.compare && { compare: "previous" as const }),
        },
      },
    },
    { placeholderData: keepPreviousData, enabled: !tooLong },
  );
  const say = (value: number) =>
    measure === "amount" && tenant ? money(value.toFixed(2), tenant.currency, { whole: true }) : number(value);
  const sayTotal = (value: number) =>
    measure === "amount" ? say(value) : t(`series.total.${measure}`, { count: value, shown: say(value) });
  const total = query.data && totalOf(query.data, measure);
  const before = query.data?.previous && totalOf(query.data.previous, measure);
  const measures: Measure[] = ["events", "amount", "users"];
  return (
    <Card>
      <CardHeader
        title={t("series.title")}
        description={
          total !== undefined &&
          total > 0 && (
            <>
              <span className="font-semibold text-ink">{sayTotal(total)}</span>
              {before !== undefined && before > 0 && ` · ${t("series.before", { change: change((total - before) / before) })}`}
            </>
          )
        }
        actions={
          <Segmented
            label={t("measure")}
            value={measure}
            options={measures.map((value) => ({ value, label: t(`measures.${value}`) }))}
            onChange={(value) => show({ measure: value === "events" ? undefined : value })}
          />
        }
      />
      <div className="px-5 pb-5">
        {tooLong ? (
          <p className="py-16 text-center text-muted">{t("usersTooLong", { count: mostDaysOfEvents })}</p>
        ) : query.error ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : !query.data ? (
          <Skeleton className="h-72" />
        ) : total === 0 ? (
          <EmptyState icon={<BarChart3 />} title={t("series.none")} action={<ToTools />}>
            {t("series.noneText")}
          </EmptyState>
        ) : (
          <Suspense fallback={<Skeleton className="h-72" />}>
            <Chart
              lines={linesOf(query.data, measure, kindName, t("other"))}
              interval={query.data.interval}
              open={openFrom(query.data, Date.now())}
              say={say}
              short={compact}
              label={t("series.title")}
            />
            <NumbersTable lines={linesOf(query.data, measure, kindName, t("other"))} interval={query.data.interval} say={say} />
          </Suspense>
        )}
      </div>
    </Card>
  );
}
