import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { number } from "@/lib/format";
import { Card } from "@/ui/card";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Figure } from "../figure";
import { platformQuery } from "../platform/figures";
import { Churn, Trials } from "../platform/rates";
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
          <Trials of={data.trials} />
          <Churn of={data.churn} />
        </>
      ) : (
        [1, 2, 3, 4].map((at) => <Skeleton key={at} className="h-28 rounded-lg" />)
      )}
    </section>
  );
}
