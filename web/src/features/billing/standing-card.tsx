import { CreditCard } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Subscription } from "@/api/types";
import { useHere, useTimeZone } from "@/app/who";
import { day, money } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardBody, CardFooter, CardHeader, Facts } from "@/ui/card";
import { Banner } from "@/ui/states";
import type { Acts } from "./acts";
import { isZero } from "./amounts";
import { CancelDialog } from "./cancel-dialog";
import { useTerms } from "./facts";
import { isOpen, offersOf, type Standing, standingOf, tones } from "./standing";

type Props = { sub: Subscription | null; balance: Record<string, string>; acts: Acts };

/** How the restaurant stands: what it agreed to, what comes next, and what can be done. */
export function StandingCard({ sub, balance, acts }: Props) {
  const { t } = useTranslation("billing");
  const here = useHere();
  const [cancelling, setCancelling] = useState(false);
  const terms = useTerms(sub);
  const standing = standingOf(here, sub);
  const sentence = useSentence(standing, sub);
  const credit = Object.entries(balance).filter(([, amount]) => !isZero(amount));
  const facts: [string, string][] = [
    ...terms,
    ...credit.map(([currency, amount]): [string, string] => [t("terms.balance"), money(amount, currency)]),
  ];
  const offers = offersOf(sub);
  return (
    <Card aria-labelledby="standing" className="flex grow flex-col">
      <CardHeader
        id="standing"
        title={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {sub && isOpen(sub) ? sub.plan.name : t("standing.title")}
            <Badge tone={tones[standing]} dot>
              {t(`standing.badge.${standing}`)}
            </Badge>
          </span>
        }
        description={sentence}
      />
      {isOpen(sub) && sub.card?.expires_soon && (
        <div className="px-5 pb-4">
          <Banner tone="warn" title={t("card.soon")}>
            {t(offers.includes("replaceCard") ? "card.soonText" : "card.soonByHand")}
          </Banner>
        </div>
      )}
      {facts.length > 0 && (
        <CardBody>
          <Facts of={facts} />
        </CardBody>
      )}
      {(!sub || standing === "ended") && (
        <CardFooter className="mt-auto">
          <Button asChild>
            <a href="#plans">{t("standing.toPlans")}</a>
          </Button>
        </CardFooter>
      )}
      {sub && offers.length > 0 && (
        <CardFooter className="mt-auto">
          {offers.map((offer, at) => (
            <Button
              key={offer}
              tone={
                offer === "cancel"
                  ? "quiet"
                  : at === 0 && offer !== "keepPlan" && offer !== "replaceCard"
                    ? "primary"
                    : "secondary"
              }
              className={offer === "cancel" ? "order-first mr-auto" : ""}
              busy={acts.busy === (offer === "payAhead" ? "pay" : offer)}
              disabled={acts.busy !== ""}
              onClick={() => {
                if (offer === "cancel") setCancelling(true);
                else if (offer === "pay" || offer === "payAhead") acts.payNext(sub);
                else if (offer === "keepPlan") acts.keepPlan(sub);
                else acts[offer]();
              }}
            >
              {offer === "replaceCard" && <CreditCard aria-hidden />}
              {t(`offer.${offer}`, { plan: sub.plan.name, amount: money(sub.amount ?? "0", sub.currency ?? "GHS") })}
            </Button>
          ))}
        </CardFooter>
      )}
      {sub && <CancelDialog open={cancelling} onClose={() => setCancelling(false)} sub={sub} acts={acts} />}
    </Card>
  );
}

const dayLength = 86_400_000; // milliseconds

function useSentence(standing: Standing, sub: Subscription | null): string {
  const { t } = useTranslation("billing");
  const zone = useTimeZone();
  const { trial_end_date: trialEnd } = useHere();
  const end = sub?.current_period_end ? day(sub.current_period_end, zone) : "";
  switch (standing) {
    case "trial": {
      const count = Math.max(1, Math.ceil((Date.parse(trialEnd) - Date.now()) / dayLength));
      return t("standing.text.trial", { count, day: day(trialEnd, zone) });
    }
    case "trialEnded":
      return t("standing.text.trialEnded", { day: day(trialEnd, zone) });
    case "pastDue":
      return t("standing.text.pastDue", { day: end, grace: sub?.grace_ends ? day(sub.grace_ends, zone) : "" });
    case "ended":
      return sub?.cancelled_at
        ? t("standing.text.ended", { day: day(sub.cancelled_at, zone) })
        : t("standing.text.endedSometime");
    default:
      return t(`standing.text.${standing}`, { day: end });
  }
}
