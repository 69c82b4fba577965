import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Plan } from "@/api/types";
import { money, number } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardBody, CardHeader, Facts } from "@/ui/card";
import type { PlanGroup } from "./grouped";
import type { OnPlan } from "./plans.page";

/** A plan as it is sold now, and the versions before it. */
export function PlanCard({ group: { type, versions }, on }: { group: PlanGroup; on: OnPlan }) {
  const { t } = useTranslation("admin");
  const [newest, ...before] = versions;
  const list = newest.features_list;
  const features: [string, ReactNode][] = list.length > 0 ? [[t("plans.features"), <Features key="features" list={list} />]] : [];
  return (
    <Card aria-labelledby={`plan-${type}`}>
      <CardHeader
        id={`plan-${type}`}
        title={
          <span className="flex flex-wrap items-center gap-2">
            {newest.name}
            <OnSale plan={newest} />
            {newest.is_featured && <Badge tone="accent">{t("plans.featured")}</Badge>}
          </span>
        }
        description={newest.description || type}
        actions={
          <>
            {newest.is_active && (
              <Button size="sm" tone="dangerQuiet" onClick={() => on.retire(newest)}>
                {t("plans.retire")}
              </Button>
            )}
            <Button size="sm" onClick={() => on.change(newest)} aria-label={t("plans.changeNamed", { name: newest.name })}>
              {t("plans.change")}
            </Button>
          </>
        }
      />
      <CardBody className="grid items-start gap-x-10 gap-y-5 max-lg:gap-y-3 lg:grid-cols-2">
        <Facts
          of={[
            [t("plans.prices"), <Prices key="prices" plan={newest} />],
            [t("plans.version"), number(newest.version)],
            [
              t("plans.type"),
              <code key="type" className="font-mono text-sm">
                {type}
              </code>,
            ],
          ]}
        />
        <Facts
          of={[
            [t("plans.tools"), <Tools key="tools" plan={newest} />],
            [t("plans.limits"), <Limits key="limits" plan={newest} />],
            [t("plans.retention"), t("plans.days", { count: newest.event_retention_days })],
            ...features,
          ]}
        />
        {before.length > 0 && <Before versions={before} />}
      </CardBody>
    </Card>
  );
}

function Features({ list }: { list: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-1.5">
      {list.map((feature) => (
        <li key={feature}>
          <Badge>{feature}</Badge>
        </li>
      ))}
    </ul>
  );
}

function OnSale({ plan }: { plan: Plan }) {
  const { t } = useTranslation("admin");
  return plan.is_active ? (
    <Badge tone="good" dot>
      {t("plans.onSale")}
    </Badge>
  ) : (
    <Badge>{t("plans.retired")}</Badge>
  );
}

function Before({ versions }: { versions: readonly Plan[] }) {
  const { t } = useTranslation("admin");
  return (
    <details className="lg:col-span-2">
      <summary className="cursor-pointer rounded-sm py-1 text-sm font-medium text-muted hover:text-ink">
        {t("plans.before", { count: versions.length })}
      </summary>
      <ul className="mt-2 divide-y rounded-md border">
        {versions.map((plan) => (
          <li key={plan.id} className="flex flex-wrap items-center gap-x-5 gap-y-1 px-3 py-2 text-sm">
            <span className="font-medium">{t("plans.numbered", { version: plan.version })}</span>
            <span className="grow text-muted">
              <Prices plan={plan} />
            </span>
            <OnSale plan={plan} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What a plan costs, a line for each currency. */
function Prices({ plan }: { plan: Plan }) {
  const { t } = useTranslation("admin");
  if (plan.prices.length === 0) return t("plan.free");
  const currencies = [...new Set(plan.prices.map((price) => price.currency))];
  const say = ({ amount, currency, interval }: Plan["prices"][number]) =>
    t(interval === "annually" ? "plan.aYear" : "plan.aMonth", { amount: money(amount, currency, { whole: true }) });
  return (
    <span className="block tabular-nums">
      {currencies.map((currency) => (
        <span key={currency} className="block">
          {plan.prices
            .filter((price) => price.currency === currency)
            .map(say)
            .join(", ")}
        </span>
      ))}
    </span>
  );
}

const tools = { includes_pos: "POS", includes_menu: "Menu", includes_cms: "CMS" } as const;

function Tools({ plan }: { plan: Plan }) {
  const { t } = useTranslation("admin");
  return (
    <span className="flex flex-wrap gap-x-4">
      {(Object.keys(tools) as (keyof typeof tools)[]).map((key) => (
        <span key={key} className={plan[key] ? "" : "text-muted"}>
          {plan[key] ? (
            <Check className="mr-1 inline size-4 text-good" aria-hidden />
          ) : (
            <Minus className="mr-1 inline size-4" aria-hidden />
          )}
          <span className="sr-only">{t(plan[key] ? "plans.included" : "plans.notIncluded")}</span> {tools[key]}
        </span>
      ))}
    </span>
  );
}

function Limits({ plan }: { plan: Plan }) {
  const { t } = useTranslation("admin");
  const say = (limit: number) => (limit < 0 ? "∞" : number(limit));
  return t("plans.limitsOf", {
    staff: say(plan.max_staff),
    tables: say(plan.max_tables),
    items: say(plan.max_menu_items),
  });
}
