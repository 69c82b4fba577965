import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { number, plainDay } from "@/lib/format";
import { Card, CardBody, CardHeader } from "@/ui/card";
import { Page } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Segmented } from "@/ui/tabs";
import { Figure } from "../figure";
import { periods } from "../search";
import { type Platform, platformQuery } from "./figures";
import { Churn, Trials } from "./rates";
import { Revenue } from "./revenue";
import { SignUps } from "./sign-ups";
import { ToolsUsed } from "./tools-used";

export const Route = createLazyRoute("/admin/analytics")({ component: Analytics });

/** How all restaurants do together. */
function Analytics() {
  const { t } = useTranslation("admin");
  const { period = "30d" } = Route.useSearch();
  const navigate = useNavigate({ from: "/admin/analytics" });
  const { data, error, refetch } = useQuery({ ...platformQuery(period), placeholderData: keepPreviousData });
  return (
    <Page
      title={t("nav.analytics")}
      description={data && t("analytics.fromTo", { from: plainDay(data.period.start_date), to: plainDay(data.period.end_date) })}
      actions={
        <Segmented
          label={t("analytics.period")}
          value={period}
          options={periods.map((value) => ({ value, label: t(`period.${value}`) }))}
          onChange={(period) => void navigate({ search: { period }, replace: true, resetScroll: false })}
        />
      }
    >
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Everything of={data} />
      ) : (
        <div className="space-y-6">
          <Skeleton className="h-28 rounded-lg" />
          <Skeleton className="h-72 rounded-lg" />
        </div>
      )}
    </Page>
  );
}

function Everything({ of }: { of: Platform }) {
  const { t } = useTranslation("admin");
  const { restaurants, trials, churn, mrr } = of;
  return (
    <div className="space-y-6">
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <Figure
          label={t("figure.active")}
          below={t("figure.of", { count: restaurants.present, shown: number(restaurants.present) })}
        >
          {number(restaurants.active)}
        </Figure>
        <Figure label={t("figure.signUps")} below={t("figure.signUpsText")}>
          {number(of.sign_ups)}
        </Figure>
        <Trials of={trials} />
        <Churn of={churn} />
      </div>
      <SignUps of={of} />
      <div className="grid gap-6 lg:grid-cols-[1fr_2fr]">
        <Card aria-labelledby="mrr">
          <CardHeader id="mrr" title={t("figure.mrr")} description={t("analytics.mrrText")} />
          <CardBody>
            {mrr?.length ? (
              <ul className="divide-y">
                {mrr.map((one) => (
                  <li
                    key={one.currency}
                    className="flex flex-wrap items-baseline justify-between gap-2 py-2.5 first:pt-0 last:pb-0"
                  >
                    <span className="text-title font-semibold tabular-nums">
                      <Revenue of={[one]} />
                    </span>
                    <span className="text-sm text-muted">
                      {t("analytics.subscriptions", { count: one.subscriptions, shown: number(one.subscriptions) })}
                    </span>
                  </li>
                ))}
              </ul>
            ) : (
              <p className="text-muted">{t("subscriptions.none")}</p>
            )}
          </CardBody>
        </Card>
        <ToolsUsed list={of.tools ?? []} />
      </div>
    </div>
  );
}
