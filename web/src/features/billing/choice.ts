/** A plan that an owner chooses, and how to pay it. */
export type Choice = { plan_id: number; currency: string; interval: "monthly" | "annually" };

export type Interval = Choice["interval"];

const key = (restaurant: string) => `chosen ${restaurant}`;

/** Keeps what was chosen while the browser is away to pay, so that it can be tried again when the payment fails. */
export const remember = (restaurant: string, choice: Choice) => sessionStorage.setItem(key(restaurant), JSON.stringify(choice));

export const forget = (restaurant: string) => sessionStorage.removeItem(key(restaurant));

/** What was chosen before the browser went to pay; null where that was another browser's, or is paid. */
export function remembered(restaurant: string): Choice | null {
  const kept: unknown = JSON.parse(sessionStorage.getItem(key(restaurant)) ?? "null");
  return typeof kept === "object" && kept !== null && "plan_id" in kept ? (kept as Choice) : null;
}
