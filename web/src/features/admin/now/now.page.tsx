import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/page";

export const Route = createLazyRoute("/admin/")({ component: Problems });

function Problems() {
  const { t } = useTranslation("admin");
  return <Page title={t("nav.problems")}>…</Page>;
}
