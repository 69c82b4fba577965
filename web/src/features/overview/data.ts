import { api } from "@/api/client";
import type { Here, Profile, Tenant } from "@/api/types";
import { queries } from "@/app/query";
import { ownsIt } from "@/app/who";
import { checklistDismissed } from "@/features/account/welcome";
import { may, mayAll } from "@/lib/permissions";

export const entitlementsQuery = api.queryOptions("get", "/api/subscriptions/entitlements/");

export const agreedQuery = api.queryOptions("get", "/api/subscriptions/subscriptions/", { params: { query: { page_size: 1 } } });

export const offerQuery = api.queryOptions("get", "/api/staff/ownership/");

/** Says how many work here. */
export const membersQuery = api.queryOptions("get", "/api/staff/members/", { params: { query: { page_size: 1 } } });

/** Today, yesterday and the same day last week, hour by hour. */
export const hoursQuery = api.queryOptions("get", "/api/analytics/timeseries/", {
  params: { query: { period: "8d", interval: "hour", by: "type" } },
});

/** Reports whether somebody is shown the first steps, as far as can be known before their state is. */
export const wantsChecklist = (here: Here, profile: Profile, tenant: Tenant | undefined) =>
  ownsIt(here, profile) && tenant !== undefined && !checklistDismissed(tenant.settings);

/**
 * Fetches what the page begins with, all at once, so that it is drawn once and nothing moves while it is read. What fails is asked for
 * again where it is shown.
 */
export async function fetchOverview(here: Here, profile: Profile, tenant: Tenant | undefined) {
  if (here.suspended) return;
  await Promise.all([
    queries.prefetchQuery(entitlementsQuery),
    mayAll(here) && queries.prefetchQuery(agreedQuery),
    !profile.is_superuser && queries.prefetchQuery(offerQuery),
    wantsChecklist(here, profile, tenant) && queries.prefetchQuery(membersQuery),
    may(here, "analytics.view") && queries.prefetchQuery(hoursQuery),
  ]);
}
