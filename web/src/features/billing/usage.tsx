import { Check, Minus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { number } from "@/lib/format";
import { cn } from "@/lib/names";
import { Card, CardBody, CardHeader } from "@/ui/card";
import { Meter } from "@/ui/meter";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";

/** How much of the plan's limits is used, and which tools it opens. The console counts staff; tools count what is theirs. */
export function Usage() {
  const { t } = useTranslation("billing");
  const { data, error, isPending, refetch } = api.useQuery("get", "/api/subscriptions/entitlements/");
  const limit = (value: number) => (value < 0 ? t("limits.unlimited") : number(value));
  return (
    <Card aria-labelledby="usage">
      <CardHeader
        id="usage"
        title={t("usage.title")}
        description={data && (data.status === "trial" ? t("usage.trial") : t("usage.text", { plan: data.plan }))}
      />
      <CardBody>
        {isPending && <Skeleton className="h-32" />}
        {error && <ErrorState error={error} onRetry={() => void refetch()} className="py-4" />}
        {data && (
          <div className="space-y-5">
            <Meter label={t("limits.staff")} used={data.used.staff} limit={data.max_staff} unlimited={t("limits.unlimited")} />
            {data.max_staff >= 0 && data.used.staff >= data.max_staff && (
              <p className="-mt-3 text-sm text-muted">{t("usage.full")}</p>
            )}
            <dl className="space-y-2 text-sm">
              {[[t("limits.tables"), data.max_tables] as const, [t("limits.items"), data.max_menu_items] as const].map(
                ([name, value]) => (
                  <div key={name} className="flex justify-between gap-4">
                    <dt>{name}</dt>
                    <dd className="text-muted tabular-nums">{t("usage.upTo", { limit: limit(value) })}</dd>
                  </div>
                ),
              )}
            </dl>
            <ul className="space-y-2 border-t pt-4 text-sm">
              {(["pos", "menu", "cms"] as const).map((slug) => (
                <Tool key={slug} name={t(`tools.${slug}`)} open={data.tools[slug] === true} closed={!data.is_active} />
              ))}
            </ul>
          </div>
        )}
      </CardBody>
    </Card>
  );
}

/** A tool that the plan opens, or does not; where nothing is paid for any more they are all closed. */
function Tool({ name, open, closed }: { name: string; open: boolean; closed: boolean }) {
  const { t } = useTranslation("billing");
  const Icon = open ? Check : Minus;
  return (
    <li className="flex items-center justify-between gap-4">
      <span>{name}</span>
      <span className={cn("flex items-center gap-1.5", open ? "text-good" : "text-muted")}>
        <Icon className="size-4" aria-hidden />
        {t(open ? "tools.included" : closed ? "tools.closed" : "tools.notIncluded")}
      </span>
    </li>
  );
}
