import type { Entitlements, Here, Subscription } from "@/api/types";

const dayLong = 86_400_000; // milliseconds
const trialIsEnding = 3; // days

/** Something that somebody has to see to. */
export type Worry = {
  kind: "frozen" | "unpaid" | "closed" | "pastDue" | "trialEnding" | "cardExpires" | "seatsFull" | "ownership";
  tone: "bad" | "warn" | "info";
  days?: number;
  at?: string;
  to?: "/r/$restaurant/billing" | "/r/$restaurant/staff";
};

type Known = {
  here: Here;
  now: number;
  entitlements?: Entitlements;
  subscription?: Subscription;
  offeredToMe: boolean;
  isOwner: boolean;
  mayHire: boolean;
};

/** What is wrong, or soon will be, the worst first. Only an owner is led to where money is. */
export function worries({ here, now, entitlements, subscription, offeredToMe, isOwner, mayHire }: Known): Worry[] {
  const found: Worry[] = [];
  const billing = isOwner ? ("/r/$restaurant/billing" as const) : undefined;
  const trialLeft = Math.ceil((Date.parse(here.trial_end_date) - now) / dayLong);
  if (subscription?.is_frozen) found.push({ kind: "frozen", tone: "bad", to: billing });
  else if (subscription?.status === "unpaid") found.push({ kind: "unpaid", tone: "bad", to: billing });
  else if (entitlements && !entitlements.is_active) found.push({ kind: "closed", tone: "bad", to: billing });
  else if (subscription?.status === "past_due") {
    found.push({ kind: "pastDue", tone: "warn", at: subscription.grace_ends ?? undefined, to: billing });
  } else if (here.subscription_status === "trial" && trialLeft <= trialIsEnding) {
    found.push({ kind: "trialEnding", tone: "warn", days: Math.max(trialLeft, 0), to: billing });
  }
  if (subscription?.card?.expires_soon) found.push({ kind: "cardExpires", tone: "warn", to: billing });
  if (mayHire && entitlements && entitlements.max_staff >= 0 && entitlements.used.staff >= entitlements.max_staff) {
    found.push({ kind: "seatsFull", tone: "info", to: billing });
  }
  if (offeredToMe) found.push({ kind: "ownership", tone: "info", to: "/r/$restaurant/staff" });
  return found;
}
