import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { Outcome } from "@/features/billing/payment-columns";
import { dayAndTime, money } from "@/lib/format";
import { Button } from "@/ui/button";
import { Lately } from "./lately";

export function PaidLately({ tenant }: { tenant: number }) {
  const { t } = useTranslation("admin");
  const query = useQuery({
    queryKey: ["admin", "payments", "of", tenant],
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/admin/payments/", { params: { query: { tenant, page_size: 5 } }, signal });
      return data?.results ?? [];
    },
  });
  return (
    <Lately
      id="payments"
      title={t("nav.payments")}
      none={t("payments.noneOf")}
      query={query}
      all={
        <Button asChild size="sm">
          <Link to="/admin/payments" search={{ tenant }}>
            {t("list.all")}
          </Link>
        </Button>
      }
      row={(payment) => (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <Link
            to="/admin/payments"
            search={{ tenant, payment: payment.id }}
            className="font-medium tabular-nums underline-offset-4 hover:underline"
          >
            {money(payment.amount, payment.currency)}
          </Link>
          <span className="grow text-sm text-muted">{dayAndTime(payment.paid_at ?? payment.created_at)}</span>
          <Outcome payment={payment} />
        </div>
      )}
    />
  );
}
