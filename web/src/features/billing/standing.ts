import type { Here, Subscription } from "@/api/types";
import type { Tone } from "@/ui/badge";

/** How a restaurant stands with what it pays for. */
export type Standing = "frozen" | "trial" | "trialEnded" | "active" | "free" | "cancelling" | "pastDue" | "unpaid" | "ended";

export function standingOf(here: Here, sub: Subscription | null): Standing {
  if (sub?.is_frozen) return "frozen";
  if (!sub || sub.status === "trialing") return here.subscription_status === "trial" ? "trial" : "trialEnded";
  switch (sub.status) {
    case "active":
      if (sub.cancel_at_period_end) return "cancelling";
      return sub.amount ? "active" : "free";
    case "past_due":
      return "pastDue";
    case "unpaid":
      return "unpaid";
    default:
      return "ended";
  }
}

export const tones: Readonly<Record<Standing, Tone>> = {
  frozen: "bad",
  trial: "info",
  trialEnded: "bad",
  active: "good",
  free: "good",
  cancelling: "warn",
  pastDue: "warn",
  unpaid: "bad",
  ended: "bad",
};

/** A subscription whose period is paid for: its currency stays until it ends. */
export const isRunning = (sub: Subscription | null): sub is Subscription =>
  sub?.status === "active" && Boolean(sub.amount && sub.current_period_end);

/** The tools are open under it, or were but for a dispute. */
export const isOpen = (sub: Subscription | null): sub is Subscription => sub?.status === "active" || sub?.status === "past_due";

/** What an owner can do about a subscription now. */
export type Offer = "pay" | "payAhead" | "keepPlan" | "replaceCard" | "resume" | "cancel";

export function offersOf(sub: Subscription | null): Offer[] {
  if (!sub?.amount) return [];
  const late = sub.status === "past_due" || sub.status === "unpaid";
  const open = isOpen(sub);
  const offers: [Offer, boolean][] = [
    ["resume", open && sub.cancel_at_period_end],
    ["pay", late],
    ["keepPlan", open && sub.next_plan !== null],
    ["payAhead", open && !late && !sub.card && !sub.cancel_at_period_end],
    ["replaceCard", open && Boolean(sub.card && sub.paystack_subscription_code) && !sub.cancel_at_period_end],
    ["cancel", open && !sub.cancel_at_period_end],
  ];
  return offers.filter(([, offered]) => offered).map(([offer]) => offer);
}

/** The last month that is printed on a card: the one before the moment from which it is not good any more. */
export const lastGoodDay = (expires: string) => new Date(new Date(expires).getTime() - 86_400_000);
