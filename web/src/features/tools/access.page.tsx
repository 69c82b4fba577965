import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/page";

export const Route = createLazyRoute("/_in/r/$restaurant/tools/access")({ component: AccessMatrix });

function AccessMatrix() {
  const { t } = useTranslation("tools");
  return <Page title={t("title")}>…</Page>;
}
