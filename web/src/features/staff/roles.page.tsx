import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/page";

export const Route = createLazyRoute("/_in/r/$restaurant/staff/roles")({ component: Roles });

function Roles() {
  const { t } = useTranslation("staff");
  return <Page title={t("title")}>…</Page>;
}
