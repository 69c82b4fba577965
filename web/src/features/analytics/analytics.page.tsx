import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useHere } from "@/app/who";
import { Page } from "@/ui/page";
import { PageTab, PageTabs } from "@/ui/tabs";
import { Funnel } from "./funnel";
import { Heatmap } from "./heatmap";
import { TimeSeries } from "./timeseries";
import { ExportMenu, Toolbar } from "./toolbar";
import { Top } from "./top";

export const Route = createLazyRoute("/_in/r/$restaurant/analytics")({ component: Analytics });

function Analytics() {
  const { t } = useTranslation("analytics");
  const search = Route.useSearch();
  return (
    <Page title={t("title")} description={t("text")} actions={<ExportMenu search={search} />}>
      <AnalyticsTabs />
      <Toolbar search={search} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <TimeSeries search={search} />
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
          <Top search={search} />
          <Funnel search={search} />
        </div>
        <Heatmap search={search} />
      </div>
    </Page>
  );
}

export function AnalyticsTabs() {
  const { t } = useTranslation("analytics");
  const params = { restaurant: useHere().slug };
  return (
    <PageTabs label={t("title")}>
      <PageTab to="/r/$restaurant/analytics" params={params}>
        {t("tabs.charts")}
      </PageTab>
      <PageTab to="/r/$restaurant/analytics/events" params={params}>
        {t("tabs.events")}
      </PageTab>
    </PageTabs>
  );
}
