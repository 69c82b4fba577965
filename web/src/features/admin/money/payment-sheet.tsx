import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { isLess, isZero } from "@/features/billing/amounts";
import { Outcome } from "@/features/billing/payment-columns";
import { day, dayAndTime, money } from "@/lib/format";
import { Button } from "@/ui/button";
import { Facts } from "@/ui/card";
import { CopyField } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { RestaurantLink } from "../restaurants/link";
import { FindingsOf } from "./findings-of";
import { type AdminPayment, paymentQuery } from "./payment";
import { RefundDialog } from "./refund-dialog";
import { Refunds } from "./refunds";

/** One payment: what became of it, what went back, and what does not agree about it. */
export function PaymentSheet({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation(["admin", "billing"]);
  const payment = useQuery(paymentQuery(id));
  const [refunds, setRefunds] = useState(false);
  const { data } = payment;
  const canGoBack = data?.paid_at != null && data.status !== "refunded" && isLess(data.refunded_amount, data.amount);
  return (
    <Dialog
      as="sheet"
      open
      onClose={onClose}
      title={data ? money(data.amount, data.currency) : t("payments.one")}
      description={data && t(`billing:payments.purpose.${data.purpose}`)}
      footer={
        canGoBack && (
          <Button tone="danger" onClick={() => setRefunds(true)}>
            {t("refund.action")}
          </Button>
        )
      }
    >
      {payment.isPending && <Skeleton className="h-72" />}
      {payment.error && !data && <ErrorState error={payment.error} onRetry={() => void payment.refetch()} />}
      {data && (
        <div className="space-y-6">
          <Details payment={data} />
          <Refunds list={data.refunds ?? []} />
          <FindingsOf reference={data.paystack_reference} />
          {refunds && <RefundDialog payment={data} onClose={() => setRefunds(false)} />}
        </div>
      )}
    </Dialog>
  );
}

function Details({ payment }: { payment: AdminPayment }) {
  const { t } = useTranslation("admin");
  const { amount, currency, amount_asked: asked, currency_asked: askedIn, period_start: from, period_end: to } = payment;
  const facts: [string, ReactNode][] = [
    [t("payments.state"), <Outcome key="state" payment={payment} />],
    [t("restaurants.name"), <RestaurantLink key="restaurant" id={payment.tenant} />],
    [t("payments.payer"), payment.email],
    [t("payments.asked"), dayAndTime(payment.created_at)],
  ];
  if (payment.failure_reason) facts.splice(1, 0, [t("payments.reason"), payment.failure_reason]);
  if (asked !== amount || askedIn !== currency) facts.push([t("payments.askedFor"), money(asked, askedIn)]);
  if (payment.paid_at) facts.push([t("payments.paidAt"), dayAndTime(payment.paid_at)]);
  if (payment.payment_method) facts.push([t("payments.method"), payment.payment_method]);
  if (from && to) facts.push([t("payments.period"), `${day(from)} – ${day(to)}`]);
  if (!isZero(payment.refunded_amount)) facts.push([t("payments.refunded"), money(payment.refunded_amount, currency)]);
  if (payment.paystack_id) facts.push([t("payments.paystackId"), String(payment.paystack_id)]);
  return (
    <>
      <Facts of={facts} />
      <div>
        <p className="mb-1.5 text-sm text-muted">{t("payments.reference")}</p>
        <CopyField value={payment.paystack_reference} label={t("payments.reference")} />
      </div>
    </>
  );
}
