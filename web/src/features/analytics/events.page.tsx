import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/page";

export const Route = createLazyRoute("/_in/r/$restaurant/analytics/events")({ component: Events });

function Events() {
  const { t } = useTranslation("analytics");
  return <Page title={t("title")}>…</Page>;
}
