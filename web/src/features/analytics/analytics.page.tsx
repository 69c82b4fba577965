import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/page";

export const Route = createLazyRoute("/_in/r/$restaurant/analytics")({ component: Analytics });

function Analytics() {
  const { t } = useTranslation("analytics");
  return <Page title={t("title")}>…</Page>;
}
