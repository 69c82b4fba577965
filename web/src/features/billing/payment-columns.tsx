import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Payment } from "@/api/types";
import { useTimeZone } from "@/app/who";
import { day, money } from "@/lib/format";
import { Badge, type Tone } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { type Column, TwoLines } from "@/ui/table";
import { isZero } from "./amounts";
import { useSayMethod } from "./facts";
import { useSayReason } from "./reasons";

const tones: Readonly<Record<Payment["status"], Tone>> = {
  success: "good",
  pending: "warn",
  failed: "bad",
  abandoned: "plain",
  parked: "warn",
  refunded: "info",
};

/** What became of a payment in a word; of one that was paid and went back, that it did. */
export function Outcome({ payment }: { payment: Payment }) {
  const { t } = useTranslation("billing");
  const back = payment.status === "success" && !isZero(payment.refunded_amount);
  const whole = back && payment.refunded_amount === payment.amount;
  if (back) return <Badge tone="info">{t(whole ? "payments.status.refunded" : "payments.status.partly")}</Badge>;
  return <Badge tone={tones[payment.status]}>{t(`payments.status.${payment.status}`)}</Badge>;
}

export function usePaymentColumns(onOpen: (payment: Payment) => void): Column<Payment>[] {
  const { t } = useTranslation("billing");
  const zone = useTimeZone();
  const sayReason = useSayReason();
  const sayMethod = useSayMethod();
  return [
    {
      id: "what",
      header: t("payments.what"),
      width: "minmax(0, 1.6fr)",
      cell: (payment) => (
        <TwoLines first={t(`payments.purpose.${payment.purpose}`)} second={day(payment.paid_at ?? payment.created_at, zone)} />
      ),
    },
    {
      id: "period",
      header: t("payments.period"),
      width: "minmax(0, 1.6fr)",
      hideBelow: "lg",
      cell: ({ period_start: from, period_end: to }) =>
        from && to && <span className="text-muted">{t("terms.fromTo", { from: day(from, zone), to: day(to, zone) })}</span>,
    },
    {
      id: "status",
      header: t("payments.outcome"),
      width: "minmax(0, 1.4fr)",
      hideBelow: "sm",
      cell: (payment) => (
        <div className="min-w-0">
          <Outcome payment={payment} />
          {payment.failure_reason && (
            <p className="truncate text-sm text-muted" title={sayReason(payment.failure_reason)}>
              {sayReason(payment.failure_reason)}
            </p>
          )}
        </div>
      ),
    },
    {
      id: "method",
      header: t("payments.method"),
      width: "minmax(0, 1.2fr)",
      hideBelow: "md",
      className: "text-muted",
      cell: (payment) => sayMethod(payment.payment_method),
    },
    {
      id: "amount",
      header: t("payments.amount"),
      width: "minmax(6rem, auto)",
      align: "end",
      cell: (payment) => (
        <div>
          <div className="font-medium">{money(payment.amount, payment.currency)}</div>
          <div className="sm:hidden">
            <Outcome payment={payment} />
          </div>
        </div>
      ),
    },
    {
      id: "open",
      header: <span className="sr-only">{t("payments.details")}</span>,
      width: "2.25rem",
      align: "end",
      cell: (payment) => (
        <IconButton
          size="iconSm"
          icon={<ChevronRight />}
          name={t("payments.detailsOf", { day: day(payment.paid_at ?? payment.created_at, zone) })}
          onClick={() => onOpen(payment)}
        />
      ),
    },
  ];
}
