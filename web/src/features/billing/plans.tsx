import { Tags } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plan, Subscription } from "@/api/types";
import { useTenant } from "@/app/who";
import { Card, CardBody, CardHeader } from "@/ui/card";
import { Select } from "@/ui/form";
import { EmptyState } from "@/ui/states";
import { Segmented } from "@/ui/tabs";
import type { Acts } from "./acts";
import type { Choice, Interval } from "./choice";
import { Comparison } from "./comparison";
import { PlanTile } from "./plan-tile";
import { isRunning } from "./standing";

type Props = { plans: Plan[]; sub: Subscription | null; acts: Acts; onChoose: (choice: Choice) => void };

/** The plans on sale, by currency and by how often they are paid. */
export function Plans({ plans, sub, acts, onChoose }: Props) {
  const { t, i18n } = useTranslation("billing");
  const own = useTenant()?.currency;
  const running = isRunning(sub);
  const sold = [...new Set(plans.flatMap((plan) => plan.prices.map((price) => price.currency)))];
  const [wanted, setCurrency] = useState<string>();
  const [every, setInterval] = useState<Interval>();
  const fixed = running ? sub.currency : null;
  const currency = fixed ?? wanted ?? (own && sold.includes(own) ? own : sold[0]) ?? "";
  const interval = every ?? (running && sub.interval === "annually" ? "annually" : "monthly");
  const names = new Intl.DisplayNames(i18n.language, { type: "currency" });
  return (
    <Card aria-labelledby="plans" className="scroll-mt-20">
      <CardHeader
        id="plans"
        title={t("plans.title")}
        description={fixed ? t("plans.fixed", { currency: names.of(fixed) }) : t("plans.text")}
        actions={
          <>
            <Select
              aria-label={t("plans.currency")}
              value={currency}
              disabled={fixed !== null}
              onChange={(event) => setCurrency(event.target.value)}
              className="w-auto"
            >
              {sold.map((code) => (
                <option key={code} value={code}>
                  {code}
                </option>
              ))}
            </Select>
            <Segmented
              label={t("plans.interval")}
              value={interval}
              options={[
                { value: "monthly", label: t("plans.monthly") },
                { value: "annually", label: t("plans.yearly") },
              ]}
              onChange={setInterval}
            />
          </>
        }
      />
      <CardBody>
        {plans.length === 0 && (
          <EmptyState icon={<Tags />} title={t("plans.none")}>
            {t("plans.noneText")}
          </EmptyState>
        )}
        <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {plans.map((plan) => (
            <PlanTile key={plan.id} {...{ plan, sub, currency, interval, acts, onChoose }} />
          ))}
        </ul>
        {plans.length > 1 && <Comparison plans={plans} current={running ? sub.plan.id : 0} />}
      </CardBody>
    </Card>
  );
}
