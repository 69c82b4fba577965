import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/page";

export const Route = createLazyRoute("/_in/r/$restaurant/audit")({ component: Audit });

function Audit() {
  const { t } = useTranslation("audit");
  return <Page title={t("title")}>…</Page>;
}
