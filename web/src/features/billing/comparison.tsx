import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Plan } from "@/api/types";
import { number } from "@/lib/format";
import { cn } from "@/lib/names";

/** What the plans include and how much of it, side by side. */
export function Comparison({ plans, current }: { plans: Plan[]; current: number }) {
  const { t } = useTranslation("billing");
  const limit = (value: number) => (value < 0 ? t("limits.unlimited") : number(value));
  const rows: [string, (plan: Plan) => ReactNode][] = [
    [t("tools.pos"), (plan) => <Included is={plan.includes_pos} />],
    [t("tools.menu"), (plan) => <Included is={plan.includes_menu} />],
    [t("tools.cms"), (plan) => <Included is={plan.includes_cms} />],
    [t("limits.staff"), (plan) => limit(plan.max_staff)],
    [t("limits.tables"), (plan) => limit(plan.max_tables)],
    [t("limits.items"), (plan) => limit(plan.max_menu_items)],
    [t("limits.events"), (plan) => t("limits.days", { count: plan.event_retention_days })],
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section aria-label={t("plans.compare")} tabIndex={0} className="relative mt-6 overflow-x-auto rounded-md border">
      <table className="w-full min-w-md text-sm">
        <caption className="sr-only">{t("plans.compare")}</caption>
        <thead>
          <tr className="border-b bg-sunken text-left">
            <th scope="col" className="px-3 py-2 font-medium text-muted">
              {t("plans.included")}
            </th>
            {plans.map((plan) => (
              <th
                key={plan.id}
                scope="col"
                className={cn("px-3 py-2 text-center font-medium", plan.id === current && "text-accent")}
              >
                {plan.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {rows.map(([name, cell]) => (
            <tr key={name}>
              <th scope="row" className="px-3 py-2 text-left font-normal text-muted">
                {name}
              </th>
              {plans.map((plan) => (
                <td key={plan.id} className={cn("px-3 py-2 text-center tabular-nums", plan.id === current && "bg-accent-soft")}>
                  {cell(plan)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Included({ is }: { is: boolean }) {
  const { t } = useTranslation("billing");
  const Icon = is ? Check : Minus;
  return (
    <>
      <Icon className={cn("mx-auto size-4", is ? "text-good" : "text-muted")} aria-hidden />
      <span className="sr-only">{t(is ? "plans.yes" : "plans.no")}</span>
    </>
  );
}
