import { useTranslation } from "react-i18next";
import type { Quote, Subscription } from "@/api/types";
import { useTimeZone } from "@/app/who";
import { day, money } from "@/lib/format";
import { Button } from "@/ui/button";
import { Facts } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { brandOf, useSayPrice } from "./facts";

type Props = { quote: Quote | null; sub: Subscription; busy: boolean; onClose: () => void; onMove: () => void };

/** Shows what moving to a plan costs, and when it happens, before it is asked for. */
export function MoveDialog({ quote, sub, busy, onClose, onMove }: Props) {
  const { t } = useTranslation(["billing", "common"]);
  const zone = useTimeZone();
  const now = quote?.effective === "now";
  const from = quote ? day(quote.period_start, zone) : "";
  const title = quote ? t(now ? "move.title" : "move.titleLater", { plan: quote.plan.name, day: from }) : "";
  const due = quote ? money(quote.amount_due, quote.currency) : "";
  return (
    <Dialog
      open={quote !== null}
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t("move.no")}</Button>
          <Button tone="primary" busy={busy} onClick={onMove}>
            {now ? t("move.pay", { due }) : t("move.yes")}
          </Button>
        </>
      }
    >
      {quote && (now ? <Now {...{ quote, sub, due }} /> : <Later {...{ quote, sub, from }} />)}
    </Dialog>
  );
}

function Now({ quote, sub, due }: { quote: Quote; sub: Subscription; due: string }) {
  const { t } = useTranslation("billing");
  const zone = useTimeZone();
  const sayPrice = useSayPrice();
  const { currency } = quote;
  return (
    <div className="space-y-4">
      <p className="text-muted">
        {sub.card ? t("move.charged", { brand: brandOf(sub.card.brand), last: sub.card.last4, due }) : t("move.byHand", { due })}{" "}
        {t("move.atOnce")}
      </p>
      <Facts
        of={[
          [quote.plan.name, sayPrice(quote.price, currency, quote.interval)],
          [t("move.credit", { plan: sub.plan.name }), `− ${money(quote.credit, currency)}`],
          [t("move.due"), <strong key="due">{due}</strong>],
          [t("terms.next"), t("move.next", { amount: money(quote.price, currency), day: day(quote.period_end, zone) })],
        ]}
      />
    </div>
  );
}

function Later({ quote, sub, from }: { quote: Quote; sub: Subscription; from: string }) {
  const { t } = useTranslation("billing");
  const sayPrice = useSayPrice();
  return (
    <div className="space-y-4">
      <p className="text-muted">{t("move.laterText", { day: from })}</p>
      <Facts
        of={[
          [
            t("move.until", { plan: sub.plan.name, day: from }),
            sayPrice(sub.amount ?? "0", sub.currency ?? quote.currency, sub.interval),
          ],
          [t("move.then", { plan: quote.plan.name }), sayPrice(quote.price, quote.currency, quote.interval)],
          [t("move.due"), <strong key="due">{money("0.00", quote.currency)}</strong>],
        ]}
      />
    </div>
  );
}
