import { useTranslation } from "react-i18next";
import { dayAndTime, money } from "@/lib/format";
import { Badge, type Tone } from "@/ui/badge";
import type { Refund } from "./payment";

const tones: Readonly<Record<Refund["status"], Tone>> = {
  pending: "info",
  processing: "info",
  needs_attention: "warn",
  processed: "good",
  failed: "bad",
};

/** What of a payment went back, or is to. */
export function Refunds({ list }: { list: readonly Refund[] }) {
  const { t } = useTranslation("admin");
  if (list.length === 0) return null;
  return (
    <section aria-labelledby="refunds">
      <h3 id="refunds" className="mb-2 text-sm font-semibold">
        {t("refund.title")}
      </h3>
      <ul className="divide-y rounded-md border">
        {list.map((refund) => (
          <li key={refund.id} className="px-3 py-2.5">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <span className="font-medium tabular-nums">{money(refund.amount, refund.currency)}</span>
              <Badge tone={tones[refund.status]}>{t(`refund.status.${refund.status}`)}</Badge>
            </div>
            <p className="text-sm break-words">{refund.reason}</p>
            {refund.failure_reason && <p className="text-sm break-words text-bad">{refund.failure_reason}</p>}
            <p className="text-sm text-muted">{dayAndTime(refund.created_at)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
