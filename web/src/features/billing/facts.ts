import { useTranslation } from "react-i18next";
import type { Subscription } from "@/api/types";
import { useHere, useTimeZone } from "@/app/who";
import { day, dayAndTime, money } from "@/lib/format";
import { isOpen, lastGoodDay } from "./standing";

/** An amount with how often it is paid, such as "GH₵50.00 a month". */
export function useSayPrice() {
  const { t } = useTranslation("billing");
  return (amount: string, currency: string, interval: string | null) =>
    t(interval === "annually" ? "price.year" : "price.month", { amount: money(amount, currency) });
}

/** The name of a card's brand as it begins a line. */
export const brandOf = (brand: string) => brand.replace(/^./, (letter) => letter.toUpperCase());

/** What was paid with, such as the API's "visa ending in 4081", in words. */
export function useSayMethod() {
  const { t } = useTranslation("billing");
  return (method: string): string => {
    const [, brand, last] = /^(.+) ending in (\d{4})$/.exec(method) ?? [];
    return brand && last ? t("terms.cardOf", { brand: brandOf(brand), last }) : brandOf(method);
  };
}

const month = (moment: Date) => `${String(moment.getUTCMonth() + 1).padStart(2, "0")}/${moment.getUTCFullYear()}`;

/** What a subscription consists of, as names and values. */
export function useTerms(sub: Subscription | null): [string, string][] {
  const { t } = useTranslation("billing");
  const zone = useTimeZone();
  const sayPrice = useSayPrice();
  const { subscription_status: status, trial_end_date: trialEnd } = useHere();
  if (!sub && status === "trial") {
    return [
      [t("terms.plan"), t("terms.everything")],
      [t("terms.next"), t("terms.charge.none")],
      [t("terms.trialEnd"), dayAndTime(trialEnd, zone)],
    ];
  }
  if (!isOpen(sub)) return [];
  const { amount, currency, card, current_period_end: end } = sub;
  const plan = sub.next_plan ? t("terms.planThen", { plan: sub.plan.name, next: sub.next_plan.name }) : sub.plan.name;
  const terms: [string, string][] = [[t("terms.plan"), plan]];
  if (!amount || !currency) return terms;
  terms.push([t("terms.price"), sayPrice(amount, currency, sub.interval)]);
  if (end) terms.push([t("terms.period"), t("terms.fromTo", { from: day(sub.current_period_start, zone), to: day(end, zone) })]);
  const next = { amount: money(sub.next_amount ?? amount, currency), day: end ? day(end, zone) : "" };
  const charge = sub.cancel_at_period_end || sub.is_frozen ? "none" : sub.status === "past_due" ? "now" : card ? "card" : "hand";
  terms.push([t("terms.next"), t(`terms.charge.${charge}`, next)]);
  terms.push([
    t("terms.card"),
    !card
      ? t("terms.noCard")
      : t(card.expires_at ? "terms.cardUntil" : "terms.cardOf", {
          brand: brandOf(card.brand),
          last: card.last4,
          month: card.expires_at ? month(lastGoodDay(card.expires_at)) : "",
        }),
  ]);
  return terms;
}
