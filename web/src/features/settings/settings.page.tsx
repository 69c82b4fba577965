import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/page";

export const Route = createLazyRoute("/_in/r/$restaurant/settings")({ component: SettingsPage });

function SettingsPage() {
  const { t } = useTranslation("settings");
  return <Page title={t("title")}>…</Page>;
}
