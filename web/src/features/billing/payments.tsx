import { Download, ReceiptText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { download } from "@/api/files";
import { usePages } from "@/api/lists";
import type { Payment } from "@/api/types";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { Table } from "@/ui/table";
import type { Acts } from "./acts";
import { usePaymentColumns } from "./payment-columns";
import { PaymentSheet } from "./payment-sheet";

/** All that was paid, or was to be, the newest first. */
export function Payments({ acts }: { acts: Acts }) {
  const { t } = useTranslation("billing");
  const [shown, setShown] = useState<Payment | null>(null);
  const columns = usePaymentColumns(setShown);
  const list = usePages<Payment>(["billing", "payments"], async (page, page_size, signal) => {
    const { data } = await client.GET("/api/subscriptions/payment/history/", { params: { query: { page, page_size } }, signal });
    return data ?? { count: 0, results: [] };
  });
  const save = () => void acts.run("export", () => download("/api/subscriptions/payment/history/export/", "payments.csv"));
  return (
    <Card aria-labelledby="payments">
      <CardHeader
        id="payments"
        title={t("payments.title")}
        description={t("payments.text")}
        actions={
          list.rows.count > 0 && (
            <Button size="sm" busy={acts.busy === "export"} onClick={save}>
              <Download aria-hidden />
              {t("payments.export")}
            </Button>
          )
        }
      />
      {list.isPending && <SkeletonRows rows={3} />}
      {list.error !== null && <ErrorState error={list.error} onRetry={list.refetch} />}
      {!list.isPending && !list.error && list.rows.count === 0 && (
        <EmptyState icon={<ReceiptText />} title={t("payments.none")}>
          {t("payments.noneText")}
        </EmptyState>
      )}
      {list.rows.count > 0 && (
        <Table label={t("payments.title")} columns={columns} rows={list.rows} keyOf={(payment) => payment.id} rowHeight={60} />
      )}
      <PaymentSheet payment={shown} onClose={() => setShown(null)} acts={acts} />
    </Card>
  );
}
