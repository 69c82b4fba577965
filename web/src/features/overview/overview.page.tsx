import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/page";

export const Route = createLazyRoute("/_in/r/$restaurant/")({ component: Overview });

function Overview() {
  const { t } = useTranslation("overview");
  return <Page title={t("title")}>…</Page>;
}
