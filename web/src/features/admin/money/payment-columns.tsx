import type { TFunction } from "i18next";
import { Outcome } from "@/features/billing/payment-columns";
import { dayAndTime, money } from "@/lib/format";
import { type Column, TwoLines } from "@/ui/table";
import { RestaurantLink } from "../restaurants/link";
import type { AdminPayment } from "./payment";

export function columnsOf(t: TFunction<["admin", "billing"]>, onOpen: (id: number) => void): Column<AdminPayment>[] {
  return [
    {
      id: "amount",
      header: t("payments.amount"),
      width: "minmax(6rem, 1.1fr)",
      cell: (payment) => (
        <TwoLines
          first={
            <button
              type="button"
              onClick={() => onOpen(payment.id)}
              className="rounded-sm tabular-nums underline-offset-4 hover:underline"
            >
              {money(payment.amount, payment.currency)}
            </button>
          }
          second={t(`billing:payments.purpose.${payment.purpose}`)}
        />
      ),
    },
    {
      id: "restaurant",
      header: t("restaurants.name"),
      width: "minmax(0, 1.6fr)",
      cell: (payment) => <TwoLines first={<RestaurantLink id={payment.tenant} />} second={payment.email} />,
    },
    {
      id: "state",
      header: t("payments.state"),
      width: "minmax(4.75rem, 1.3fr)",
      cell: (payment) => (
        <div className="min-w-0">
          <Outcome payment={payment} />
          {payment.failure_reason && (
            <p className="truncate text-sm text-muted max-sm:hidden" title={payment.failure_reason}>
              {payment.failure_reason}
            </p>
          )}
        </div>
      ),
    },
    {
      id: "method",
      header: t("payments.method"),
      width: "minmax(0, 1.1fr)",
      hideBelow: "lg",
      className: "truncate text-muted",
      cell: (payment) => payment.payment_method || "–",
    },
    {
      id: "when",
      header: t("payments.when"),
      width: "11.5rem",
      hideBelow: "md",
      className: "text-muted tabular-nums",
      cell: (payment) => dayAndTime(payment.paid_at ?? payment.created_at),
    },
  ];
}
