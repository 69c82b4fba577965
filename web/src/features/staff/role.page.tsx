import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/page";

export const Route = createLazyRoute("/_in/r/$restaurant/staff/roles/$role")({ component: RolePage });

function RolePage() {
  const { t } = useTranslation("staff");
  return <Page title={t("title")}>…</Page>;
}
