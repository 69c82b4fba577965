import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Plan, Subscription } from "@/api/types";
import { money } from "@/lib/format";
import { cn } from "@/lib/names";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import type { Acts } from "./acts";
import { isLess, monthsFree } from "./amounts";
import type { Choice, Interval } from "./choice";
import { planLines, planText } from "./plan-texts";
import { isRunning } from "./standing";

type Price = Plan["prices"][number];
type Props = {
  plan: Plan;
  sub: Subscription | null;
  currency: string;
  interval: Interval;
  acts: Acts;
  onChoose: (choice: Choice) => void;
};

const priceOf = (plan: Plan, currency: string, interval: Interval): Price | undefined =>
  plan.prices.find((price) => price.currency === currency && price.interval === interval);

/** One plan: what it costs, what is in it, and the way to it. */
export function PlanTile({ plan, sub, currency, interval, acts, onChoose }: Props) {
  const { t } = useTranslation("billing");
  const price = priceOf(plan, currency, interval);
  const month = priceOf(plan, currency, "monthly");
  const year = priceOf(plan, currency, "annually");
  const free = month && year ? monthsFree(month.amount, year.amount) : 0;
  const mine = isRunning(sub) && sub.plan.id === plan.id;
  const current = mine && price !== undefined && price.interval === sub.interval;
  return (
    <li
      className={cn(
        "flex flex-col rounded-lg border p-4",
        current ? "border-accent ring-1 ring-accent" : plan.is_featured && "border-accent-line",
      )}
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-lg font-semibold">{plan.name}</h3>
        {mine ? (
          <Badge tone="accent">{t("plans.yours")}</Badge>
        ) : (
          plan.is_featured && <Badge tone="accent">{t("plans.featured")}</Badge>
        )}
      </div>
      <p className="mt-1 text-sm text-muted sm:min-h-10">{planText(t, plan)}</p>
      {price ? (
        <p className="mt-3">
          <span className="text-display font-semibold tabular-nums">{money(price.amount, price.currency, { whole: true })}</span>{" "}
          <span className="text-muted">{t(interval === "annually" ? "price.perYear" : "price.perMonth")}</span>
        </p>
      ) : (
        <p className="mt-3 text-muted">{t("plans.notSold")}</p>
      )}
      <p className={cn("min-h-5 text-sm", interval === "annually" ? "text-good" : "text-muted")}>
        {free > 0 && t(interval === "annually" ? "plans.free" : "plans.freeYearly", { count: free })}
      </p>
      <ul className="mt-3 mb-5 space-y-1.5">
        {planLines(t, plan).map((feature) => (
          <li key={feature} className="flex gap-2 text-sm">
            <Check className="mt-0.5 size-4 shrink-0 text-good" aria-hidden />
            {feature}
          </li>
        ))}
      </ul>
      <div className="mt-auto">
        <Foot
          {...{ plan, sub, price, current, mine, acts }}
          onChoose={() => onChoose({ plan_id: plan.id, currency, interval })}
        />
      </div>
    </li>
  );
}

type FootProps = {
  plan: Plan;
  sub: Subscription | null;
  price: Price | undefined;
  current: boolean;
  mine: boolean;
  acts: Acts;
  onChoose: () => void;
};

function Foot({ plan, sub, price, current, mine, acts, onChoose }: FootProps) {
  const { t } = useTranslation("billing");
  const running = isRunning(sub);
  if (current) return <p className="py-1.5 text-center font-medium text-accent">{t("plans.current")}</p>;
  if (
    running &&
    sub.next_plan?.id === plan.id &&
    price &&
    !isLess(price.amount, sub.next_amount ?? "") &&
    !isLess(sub.next_amount ?? "", price.amount)
  )
    return <p className="py-1.5 text-center font-medium text-muted">{t("plans.next")}</p>;
  if (!price) return null;
  const less = running && price.interval === sub.interval && isLess(price.amount, sub.amount ?? "");
  const label = !running ? "choose" : mine ? (price.interval === "annually" ? "payYearly" : "payMonthly") : "move";
  return (
    <Button
      tone={less || (mine && price.interval === "monthly") || (!running && !plan.is_featured) ? "secondary" : "primary"}
      className="w-full"
      busy={acts.busy === `choose ${plan.id}`}
      disabled={acts.busy !== ""}
      onClick={onChoose}
    >
      {t(`plans.${label}`, { plan: plan.name })}
    </Button>
  );
}
