import { useTranslation } from "react-i18next";
import { useHere } from "@/app/who";
import { PageTab, PageTabs } from "@/ui/tabs";

export function StaffTabs() {
  const { t } = useTranslation("staff");
  const params = { restaurant: useHere().slug };
  return (
    <PageTabs label={t("title")}>
      <PageTab to="/r/$restaurant/staff" params={params}>
        {t("tabs.members")}
      </PageTab>
      <PageTab to="/r/$restaurant/staff/roles" params={params}>
        {t("tabs.roles")}
      </PageTab>
    </PageTabs>
  );
}
