// What the addresses of the operators' pages say. Each reader leaves out what it does not know.

const text = (value: unknown) =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
const id = (value: unknown) => (typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined);
const one =
  <T extends string>(of: readonly T[]) =>
  (value: unknown) =>
    of.find((known) => known === value);
const isDay = (value: unknown): value is string => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);
const day = (value: unknown) => (isDay(value) ? value : undefined);

export const healths = ["ok", "closed", "behind", "suspended", "deleted"] as const;
export const standings = ["trial", "active", "inactive", "cancelled"] as const;
export type RestaurantsSearch = {
  q?: string;
  health?: (typeof healths)[number];
  status?: (typeof standings)[number];
  order?: string;
};
export const restaurantsSearch = (search: Record<string, unknown>): RestaurantsSearch => ({
  q: text(search.q),
  health: one(healths)(search.health),
  status: one(standings)(search.status),
  order: text(search.order),
});

export const deliveryStates = ["pending", "processed", "ignored", "failed", "parked"] as const;
export type WebhooksSearch = {
  source?: string;
  status?: (typeof deliveryStates)[number];
  type?: string;
  tenant?: number;
  delivery?: number;
};
export const webhooksSearch = (search: Record<string, unknown>): WebhooksSearch => ({
  source: text(search.source),
  status: one(deliveryStates)(search.status),
  type: text(search.type),
  tenant: id(search.tenant),
  delivery: id(search.delivery),
});

export const paymentStates = ["success", "pending", "failed", "abandoned", "parked", "refunded"] as const;
export type PaymentsSearch = {
  status?: (typeof paymentStates)[number];
  currency?: string;
  from?: string;
  to?: string;
  tenant?: number;
  payment?: number;
};
export const paymentsSearch = (search: Record<string, unknown>): PaymentsSearch => ({
  status: one(paymentStates)(search.status),
  currency: text(search.currency),
  from: day(search.from),
  to: day(search.to),
  tenant: id(search.tenant),
  payment: id(search.payment),
});

export type FindingsSearch = { resolved?: "true" | "all" };
export const findingsSearch = (search: Record<string, unknown>): FindingsSearch => ({
  resolved: search.resolved === true || search.resolved === "true" ? "true" : search.resolved === "all" ? "all" : undefined,
});

export type OfTenant = { tenant?: number };
export const ofTenant = (search: Record<string, unknown>): OfTenant => ({ tenant: id(search.tenant) });

export const agreements = ["trialing", "active", "past_due", "unpaid", "cancelled"] as const;
export type SubscriptionsSearch = { status?: (typeof agreements)[number]; plan?: string; tenant?: number };
export const subscriptionsSearch = (search: Record<string, unknown>): SubscriptionsSearch => ({
  status: one(agreements)(search.status),
  plan: text(search.plan),
  tenant: id(search.tenant),
});

export type UsersSearch = { q?: string; superusers?: boolean; user?: number };
export const usersSearch = (search: Record<string, unknown>): UsersSearch => ({
  q: text(search.q),
  superusers: search.superusers === true || undefined,
  user: id(search.user),
});

export const periods = ["7d", "30d", "90d", "365d"] as const;
export type PlatformSearch = { period?: (typeof periods)[number] };
export const platformSearch = (search: Record<string, unknown>): PlatformSearch => ({ period: one(periods)(search.period) });
