import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/page";

export const Route = createLazyRoute("/_in/r/$restaurant/billing")({ component: Billing });

function Billing() {
  const { t } = useTranslation("billing");
  return <Page title={t("title")}>…</Page>;
}
