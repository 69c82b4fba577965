import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { isZero } from "@/features/billing/amounts";
import { money } from "@/lib/format";
import { TextareaField, TextField } from "@/ui/form";
import { FormDialog } from "../form-dialog";
import type { AdminPayment } from "./payment";

/** Gives a payment back, all that is left of it or a part. */
export function RefundDialog({ payment, onClose }: { payment: AdminPayment; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { id, amount, currency, refunded_amount: back } = payment;
  return (
    <FormDialog
      title={t("refund.dialog", { amount: money(amount, currency) })}
      description={t("refund.text")}
      action={t("refund.action")}
      danger
      defaults={{ amount: "", reason: "" }}
      send={(values) =>
        client.POST("/api/admin/payments/{id}/refund/", {
          params: { path: { id } },
          body: { reason: values.reason.trim(), ...(values.amount.trim() && { amount: values.amount.trim() }) },
        })
      }
      done={t("refund.done")}
      onClose={onClose}
    >
      <TextField
        name="amount"
        label={t("refund.amount", { currency })}
        hint={isZero(back) ? t("refund.amountHint") : t("refund.amountHintBack", { back: money(back, currency) })}
        inputMode="decimal"
        optional
      />
      <TextareaField name="reason" label={t("refund.reason")} hint={t("refund.reasonHint")} required maxLength={500} rows={3} />
    </FormDialog>
  );
}
