import { keepPreviousData } from "@tanstack/react-query";
import { Filter, Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { day, number, percent } from "@/lib/format";
import { IconButton } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Select } from "@/ui/form";
import { Skeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { useKindName, useTypes } from "./kinds";
import { type AnalyticsSearch, shortPeriodOf } from "./search";
import { ToTools } from "./to-tools";
import { useShow } from "./toolbar";

const usual = ["menu_view", "order", "pos_transaction"];
const most = 8; // steps, as the API takes them
const fewest = 2;

/** How many who did one thing did the next. */
export function Funnel({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation("analytics");
  const show = useShow();
  const kindName = useKindName();
  const types = useTypes();
  const steps = search.steps?.split(",") ?? usual;
  const { period } = shortPeriodOf(search);
  const query = api.useQuery(
    "get",
    "/api/analytics/funnel/",
    { params: { query: { ...period, steps, by: "user" } } },
    { placeholderData: keepPreviousData },
  );
  const set = (next: string[]) => show({ steps: next.join(",") === usual.join(",") ? undefined : next.join(",") });
  const names = [...new Set([...steps, ...(types.data?.results.map((type) => type.name) ?? [])])];
  const looked = query.data?.looked_at;
  const nobody = query.data?.steps[0]?.reached === 0;
  return (
    <Card>
      <CardHeader
        title={t("funnel.title")}
        description={
          looked && !looked.complete ? t("lookedAt", { count: looked.events, since: day(looked.since) }) : t("funnel.text")
        }
        actions={
          steps.length < most && (
            <IconButton
              name={t("funnel.add")}
              icon={<Plus />}
              tone="secondary"
              size="iconSm"
              onClick={() => set([...steps, names.find((name) => !steps.includes(name)) ?? "order"])}
            />
          )
        }
      />
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <ol className="space-y-3 px-5 pb-5">
          {steps.map((step, at) => {
            const reached = query.data?.steps[at];
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place: the same type may come twice
              <li key={at}>
                <div className="mb-1.5 flex items-center gap-2">
                  <span className="grid size-6 shrink-0 place-items-center rounded-full bg-sunken text-xs font-medium text-muted">
                    {at + 1}
                  </span>
                  <Select
                    aria-label={t("funnel.step", { number: at + 1 })}
                    className="h-8 w-auto"
                    value={step}
                    onChange={(e) => set(steps.map((other, n) => (n === at ? e.target.value : other)))}
                  >
                    {names.map((name) => (
                      <option key={name} value={name}>
                        {kindName(name)}
                      </option>
                    ))}
                  </Select>
                  {steps.length > fewest && (
                    <IconButton
                      name={t("funnel.remove", { number: at + 1 })}
                      icon={<X />}
                      size="iconSm"
                      onClick={() => set(steps.filter((_, n) => n !== at))}
                    />
                  )}
                  <span className="ml-auto text-right text-sm tabular-nums">
                    {reached && !nobody && (
                      <>
                        <span className="font-medium">{number(reached.reached)}</span>{" "}
                        <span className="text-muted">{percent(reached.share)}</span>
                      </>
                    )}
                  </span>
                </div>
                {nobody ? null : reached ? (
                  <div className="h-2 rounded-full bg-line">
                    <div className="h-full rounded-full bg-chart-2" style={{ width: `${reached.share * 100}%` }} />
                  </div>
                ) : (
                  <Skeleton className="h-2" />
                )}
              </li>
            );
          })}
        </ol>
      )}
      {nobody && (
        <div className="border-t">
          <EmptyState icon={<Filter />} title={t("funnel.none")} action={<ToTools />}>
            {t("funnel.noneText")}
          </EmptyState>
        </div>
      )}
    </Card>
  );
}
