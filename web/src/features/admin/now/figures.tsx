import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { number, percent } from "@/lib/format";
import { Card } from "@/ui/card";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { platformQuery } from "../platform/figures";
import { Revenue } from "../platform/revenue";

/** The platform's last thirty days in a row of figures. */
export function Figures() {
  const { t } = useTranslation("admin");
  const { data, error, refetch } = useQuery(platformQuery("30d"));
  if (error && !data) {
    return (
      <Card>
        <ErrorState error={error} onRetry={() => void refetch()} className="py-8" />
      </Card>
    );
  }
  const share = (rate: number, of: number) => (of > 0 ? percent(rate) : "–");
  return (
    <section aria-label={t("now.figures")} className="grid grid-cols-2 gap-4 lg:grid-cols-4">
      {data ? (
        <>
          <Figure
            label={t("figure.active")}
            below={t("figure.of", { count: data.restaurants.present, shown: number(data.restaurants.present) })}
          >
            <Link to="/admin/restaurants" className="rounded-sm hover:underline">
              {number(data.restaurants.active)}
            </Link>
          </Figure>
          <Figure label={t("figure.mrr")} below={t("figure.aMonth")}>
            <Revenue of={data.mrr} />
          </Figure>
          <Figure
            label={t("figure.trials")}
            below={t("figure.trialsOf", { converted: number(data.trials.converted), ended: number(data.trials.ended) })}
          >
            {share(data.trials.rate, data.trials.ended)}
          </Figure>
          <Figure
            label={t("figure.churn")}
            below={t("figure.churnOf", { ended: number(data.churn.ended), all: number(data.churn.at_start) })}
          >
            {share(data.churn.rate, data.churn.at_start)}
          </Figure>
        </>
      ) : (
        [1, 2, 3, 4].map((at) => <Skeleton key={at} className="h-28 rounded-lg" />)
      )}
    </section>
  );
}

export function Figure({ label, below, children }: { label: string; below: string; children: ReactNode }) {
  return (
    <Card className="min-w-0 px-5 py-4 max-sm:px-4">
      <p className="text-sm text-muted">{label}</p>
      <div className="mt-1 text-title font-semibold tabular-nums">{children}</div>
      <p className="mt-1 text-sm text-muted">{below}</p>
    </Card>
  );
}
