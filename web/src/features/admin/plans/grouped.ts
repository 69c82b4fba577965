import type { Plan } from "@/api/types";

export type PlanGroup = { type: string; versions: [Plan, ...Plan[]] };

/** The versions of each plan, the newest first; plans on sale before those that are not. */
export function grouped(plans: readonly Plan[]): PlanGroup[] {
  const found = new Map<string, Plan[]>();
  for (const plan of plans) found.set(plan.plan_type, [...(found.get(plan.plan_type) ?? []), plan]);
  return [...found]
    .map(([type, versions]) => ({ type, versions: versions.sort((a, b) => b.version - a.version) as [Plan, ...Plan[]] }))
    .sort((a, b) => Number(isOnSale(b)) - Number(isOnSale(a)));
}

export const isOnSale = ({ versions }: PlanGroup) => versions.some((plan) => plan.is_active);
