import type { TFunction } from "i18next";
import type { Plan } from "@/api/types";
import { listed, number } from "@/lib/format";

/** What the plans are for that the platform begins with, as the API stores it. */
const written: Readonly<Record<string, string>> = {
  basic: "For a small place that needs a till.",
  professional: "For a restaurant whose guests read the menu on their phones.",
  enterprise: "For a restaurant with a website of its own.",
};

/** What a plan is for: in the person's language as long as it is what it began with, or else as an operator wrote it. */
export function planText(
  t: TFunction<"billing">,
  { plan_type: type, description }: Pick<Plan, "plan_type" | "description">,
): string {
  return written[type] === description ? t(`plans.for.${type as "basic" | "professional" | "enterprise"}`) : description;
}

type Included = Pick<
  Plan,
  "includes_pos" | "includes_menu" | "includes_cms" | "max_staff" | "max_tables" | "max_menu_items" | "features_list"
>;

/** Lines that say no more than the plan's own fields do: these are said from the fields, in the person's language. */
const isOfFields = (line: string) =>
  /^(?:POS|POS and Menu|POS, Menu and CMS|Up to [\d,]+ (?:staff|tables|menu items))$/.test(line);

/** What is in a plan, a line each: its tools, its limits, and what an operator wrote beside them. */
export function planLines(t: TFunction<"billing">, plan: Included): string[] {
  const tools = (["pos", "menu", "cms"] as const).filter((tool) => plan[`includes_${tool}`]).map((tool) => t(`tools.${tool}`));
  const limits = { staff: plan.max_staff, tables: plan.max_tables, items: plan.max_menu_items };
  return [
    ...(tools.length > 0 ? [listed(tools)] : []),
    ...(["staff", "tables", "items"] as const).map((what) =>
      limits[what] < 0
        ? t(`plans.unlimited.${what}`)
        : t(`plans.upTo.${what}`, { count: limits[what], shown: number(limits[what]) }),
    ),
    ...plan.features_list.filter((line) => !isOfFields(line)),
  ];
}
