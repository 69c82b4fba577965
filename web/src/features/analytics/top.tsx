import { keepPreviousData } from "@tanstack/react-query";
import { ListOrdered } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useTenant } from "@/app/who";
import { day, money, number } from "@/lib/format";
import { Card, CardHeader } from "@/ui/card";
import { Select } from "@/ui/form";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { useKindName } from "./kinds";
import { figure } from "./lines";
import { type AnalyticsSearch, shortPeriodOf } from "./search";
import { useShow } from "./toolbar";
import { usePeopleNames, useToolNames } from "./whose";

const subjects = ["type", "data.dish", "data.items.dish", "data.table", "tool", "user"] as const;
const shown = 8;

/** What there is the most of. */
export function Top({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation("analytics");
  const show = useShow();
  const tenant = useTenant();
  const of = search.of ?? "type";
  const measure = search.measure === "amount" ? "amount" : "events";
  const { period } = shortPeriodOf(search);
  const query = api.useQuery(
    "get",
    "/api/analytics/top/",
    { params: { query: { ...period, of, measure, limit: shown, ...(search.type && { event_type: [search.type] }) } } },
    { placeholderData: keepPreviousData },
  );
  const nameOf = useGroupName(of);
  const results = query.data?.results ?? [];
  const most = Math.max(1, ...results.map((group) => figure(group, measure)));
  const looked = query.data?.looked_at;
  return (
    <Card>
      <CardHeader
        title={t("top.title")}
        description={looked && !looked.complete ? t("lookedAt", { count: looked.events, since: day(looked.since) }) : undefined}
        actions={
          <Select
            aria-label={t("top.of")}
            className="w-auto"
            value={of}
            onChange={(e) => show({ of: e.target.value === "type" ? undefined : e.target.value })}
          >
            {subjects.map((subject) => (
              <option key={subject} value={subject}>
                {t(`subjects.${subject}`)}
              </option>
            ))}
          </Select>
        }
      />
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <SkeletonRows rows={5} />
      ) : results.length === 0 ? (
        <EmptyState icon={<ListOrdered />} title={t("top.none")}>
          {t("top.noneText")}
        </EmptyState>
      ) : (
        <ol className="space-y-3 px-5 pb-5">
          {results.map((group) => (
            <li key={group.key}>
              <div className="mb-1 flex justify-between gap-4">
                <span className="truncate">{nameOf(group.key)}</span>
                <span className="text-muted tabular-nums">
                  {measure === "amount" && tenant ? money(group.amount, tenant.currency) : number(group.events)}
                </span>
              </div>
              <div className="h-1.5 rounded-full bg-line">
                <div className="h-full rounded-full bg-chart-1" style={{ width: `${(figure(group, measure) / most) * 100}%` }} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function useGroupName(of: string): (key: string | null) => string {
  const { t } = useTranslation("analytics");
  const kindName = useKindName();
  const tools = useToolNames(of === "tool");
  const people = usePeopleNames(of === "user");
  return (key) => {
    if (key === null) return t("nobody");
    if (of === "type") return kindName(key);
    if (of === "tool") return tools(key);
    if (of === "user") return people(key);
    return key;
  };
}
