import { useTranslation } from "react-i18next";
import { PageTab, PageTabs } from "@/ui/tabs";

export function MoneyTabs() {
  const { t } = useTranslation("admin");
  return (
    <PageTabs label={t("money.tabs")}>
      <PageTab to="/admin/payments">{t("money.payments")}</PageTab>
      <PageTab to="/admin/payments/disputes">{t("money.disputes")}</PageTab>
      <PageTab to="/admin/payments/findings">{t("money.findings")}</PageTab>
      <PageTab to="/admin/payments/ledger">{t("money.ledger")}</PageTab>
    </PageTabs>
  );
}
