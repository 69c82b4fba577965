import { useTranslation } from "react-i18next";
import { useHere } from "@/app/who";
import { may } from "@/lib/permissions";
import { PageTab, PageTabs } from "@/ui/tabs";

/** There is one page for who may not decide who opens what, and no tabs. */
export function ToolsTabs() {
  const { t } = useTranslation("tools");
  const here = useHere();
  const params = { restaurant: here.slug };
  if (!may(here, "tools.manage")) return null;
  return (
    <PageTabs label={t("title")}>
      <PageTab to="/r/$restaurant/tools" params={params}>
        {t("title")}
      </PageTab>
      <PageTab to="/r/$restaurant/tools/access" params={params}>
        {t("tabs.access")}
      </PageTab>
    </PageTabs>
  );
}
