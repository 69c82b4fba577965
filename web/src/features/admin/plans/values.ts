import type { components } from "@/api/schema";
import type { Plan } from "@/api/types";

type Written = components["schemas"]["PlanWriteBody"];
type Price = components["schemas"]["PriceWriteBody"];

export const currencies = ["GHS", "NGN", "USD"] as const;
export const intervals = ["monthly", "annually"] as const;
export const limits = ["max_staff", "max_tables", "max_menu_items"] as const;
export const tools = ["includes_pos", "includes_menu", "includes_cms"] as const;

/** A plan as the form has it: prices by currency and interval, and a feature a line. */
export type Values = {
  plan_type: string;
  name: string;
  description: string;
  features: string;
  is_featured: boolean;
  event_retention_days: string;
  prices: Record<string, string>;
} & Record<(typeof limits)[number], string> &
  Record<(typeof tools)[number], boolean>;

/** The name of a price's field. */
export const priceName = (currency: string, interval: string) => `${currency}_${interval}`;

export function valuesOf(plan: Plan | null): Values {
  const prices: Record<string, string> = {};
  for (const currency of currencies) {
    for (const interval of intervals) {
      const price = plan?.prices.find((one) => one.currency === currency && one.interval === interval);
      prices[priceName(currency, interval)] = price?.amount ?? "";
    }
  }
  return {
    plan_type: plan?.plan_type ?? "",
    name: plan?.name ?? "",
    description: plan?.description ?? "",
    features: plan?.features_list.join("\n") ?? "",
    is_featured: plan?.is_featured ?? false,
    event_retention_days: String(plan?.event_retention_days ?? 90),
    max_staff: String(plan?.max_staff ?? 5),
    max_tables: String(plan?.max_tables ?? 10),
    max_menu_items: String(plan?.max_menu_items ?? 50),
    includes_pos: plan?.includes_pos ?? true,
    includes_menu: plan?.includes_menu ?? false,
    includes_cms: plan?.includes_cms ?? false,
    prices,
  };
}

/** What is sent. Prices in other currencies than the form's stay as they are. */
export function writtenOf(values: Values, plan: Plan | null): Written {
  const { plan_type, features, prices, ...rest } = values;
  const others = (plan?.prices ?? []).filter((price) => !currencies.some((currency) => currency === price.currency));
  const whole = (text: string) => Number.parseInt(text, 10) || 0;
  return {
    ...(!plan && { plan_type: plan_type.trim() }),
    name: rest.name.trim(),
    description: rest.description.trim(),
    is_featured: rest.is_featured,
    includes_pos: rest.includes_pos,
    includes_menu: rest.includes_menu,
    includes_cms: rest.includes_cms,
    max_staff: whole(rest.max_staff),
    max_tables: whole(rest.max_tables),
    max_menu_items: whole(rest.max_menu_items),
    event_retention_days: whole(rest.event_retention_days),
    features_list: features
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
    prices: [...others, ...pricesOf(prices)],
  };
}

const isNothing = /^0*\.?0*$/; // what is no price is sent, so that the API can say so

function pricesOf(fields: Record<string, string>): Price[] {
  return currencies.flatMap((currency) =>
    intervals.flatMap((interval) => {
      const amount = fields[priceName(currency, interval)]?.trim() ?? "";
      return isNothing.test(amount) ? [] : [{ currency, interval, amount }];
    }),
  );
}
