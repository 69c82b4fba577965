import { money } from "@/lib/format";
import type { Platform } from "./figures";

/** What subscriptions come to in a month, one line for each currency. */
export function Revenue({ of }: { of: Platform["mrr"] }) {
  if (!of?.length) return "–";
  return of.map(({ currency, amount }) => (
    <span key={currency} className="block truncate">
      {money(amount, currency, { whole: true })}
    </span>
  ));
}
