import { Download, ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Payment } from "@/api/types";
import { useTimeZone } from "@/app/who";
import { day, dayAndTime, money } from "@/lib/format";
import { Button } from "@/ui/button";
import { Facts } from "@/ui/card";
import { CopyField } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import type { Acts } from "./acts";
import { isZero } from "./amounts";
import { useSayMethod } from "./facts";
import { Outcome } from "./payment-columns";
import { useSayReason } from "./reasons";
import { downloadReceipt, openReceipt } from "./receipts";

/** All that there is to know of one payment, and its receipt. */
export function PaymentSheet({ payment, onClose, acts }: { payment: Payment | null; onClose: () => void; acts: Acts }) {
  const { t } = useTranslation("billing");
  return (
    <Dialog
      as="sheet"
      open={payment !== null}
      onClose={onClose}
      title={payment ? money(payment.amount, payment.currency) : ""}
      description={payment && t(`payments.purpose.${payment.purpose}`)}
      footer={
        payment?.paid_at && (
          <>
            <Button busy={acts.busy === "pdf"} onClick={() => void acts.run("pdf", () => downloadReceipt(payment))}>
              <Download aria-hidden />
              {t("payments.pdf")}
            </Button>
            <Button
              tone="primary"
              busy={acts.busy === "receipt"}
              onClick={() => void acts.run("receipt", () => openReceipt(payment))}
            >
              <ExternalLink aria-hidden />
              {t("payments.receipt")}
            </Button>
          </>
        )
      }
    >
      {payment && <Details payment={payment} />}
    </Dialog>
  );
}

function Details({ payment }: { payment: Payment }) {
  const { t } = useTranslation("billing");
  const zone = useTimeZone();
  const sayReason = useSayReason();
  const sayMethod = useSayMethod();
  const { period_start: from, period_end: to } = payment;
  const facts: [string, ReactNode][] = [
    [t("payments.outcome"), <Outcome key="outcome" payment={payment} />],
    [t("payments.asked"), dayAndTime(payment.created_at, zone)],
  ];
  if (payment.failure_reason) facts.splice(1, 0, [t("payments.reason"), sayReason(payment.failure_reason)]);
  if (payment.paid_at) facts.push([t("payments.paidAt"), dayAndTime(payment.paid_at, zone)]);
  if (payment.payment_method) facts.push([t("payments.method"), sayMethod(payment.payment_method)]);
  if (from && to) facts.push([t("payments.period"), t("terms.fromTo", { from: day(from, zone), to: day(to, zone) })]);
  if (!isZero(payment.refunded_amount)) facts.push([t("payments.refunded"), money(payment.refunded_amount, payment.currency)]);
  return (
    <div className="space-y-5">
      <Facts of={facts} />
      <div>
        <p className="mb-1.5 text-sm text-muted">{t("payments.reference")}</p>
        <CopyField value={payment.paystack_reference} label={t("payments.reference")} />
      </div>
    </div>
  );
}
