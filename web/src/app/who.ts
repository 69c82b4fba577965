import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { client, work } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Here, Profile, Tenant } from "@/api/types";
import { mayAll } from "@/lib/permissions";
import { session } from "@/session";
import { queries } from "./query";

const minute = 60_000;

/** Who is signed in. It fails with a Problem of 401 where nobody is. */
export const profileQuery = queryOptions({
  queryKey: ["profile"],
  staleTime: 5 * minute,
  queryFn: async ({ signal }) => {
    if (!(await session.isIn())) throw new Problem({ status: 401, message: "" });
    const { data } = await client.GET("/api/auth/profile/", { signal });
    session.enter();
    return data as NonNullable<typeof data>;
  },
});

/** The restaurants that somebody works in; a superuser's are all, of which these are the first. */
export const restaurantsQuery = queryOptions({
  queryKey: ["restaurants"],
  staleTime: minute,
  queryFn: async ({ signal }) => {
    const { data } = await client.GET("/api/tenants/", { params: { query: { page_size: 200 } }, signal });
    return data?.results ?? [];
  },
});

/** The restaurant of an address, and what whoever asks may do there. */
export const hereQuery = (slug: string) =>
  queryOptions({
    queryKey: ["here", slug],
    staleTime: minute,
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/auth/tenant/", { params: { header: { "X-Tenant-ID": slug } }, signal });
      return data as NonNullable<typeof data>;
    },
  });

/** Reports whether somebody is the owner, and not an operator who may do as much. */
export const ownsIt = (here: Here, profile: Profile) => mayAll(here) && !profile.is_superuser;

const global = new Set<unknown>(["profile", "restaurants", "here"]);
let at = "";

/** Makes all requests ask for a restaurant. What is known of another is forgotten: its answers have the same names. */
export function enter(slug: string) {
  const visit = slug === "" ? "" : visitOf(slug);
  work(slug, visit);
  if (slug === at) return;
  at = slug;
  queries.removeQueries({ predicate: (query) => !global.has(query.queryKey[0]) });
  if (slug && !visit) localStorage.setItem(lastKey, slug);
}

const visitKey = "visit";
type Visiting = { slug: string; id: number };

function visitOf(slug: string): string {
  const kept = sessionStorage.getItem(visitKey);
  const visit = kept ? (JSON.parse(kept) as Visiting) : null;
  return visit?.slug === slug ? String(visit.id) : "";
}

/** Makes this tab an operator's visit to a restaurant, until it is over. */
export function beginVisit(visit: Visiting) {
  sessionStorage.setItem(visitKey, JSON.stringify(visit));
  at = "";
  queries.removeQueries({ queryKey: ["here", visit.slug] });
}

export function endVisit() {
  sessionStorage.removeItem(visitKey);
  queries.removeQueries({ queryKey: ["here"] });
}

const lastKey = "restaurant";

/** The restaurant that this browser was in last, "" for none. */
export const lastRestaurant = () => localStorage.getItem(lastKey) ?? "";

export const useProfile = () => useSuspenseQuery(profileQuery).data;

export const useRestaurants = () => useSuspenseQuery(restaurantsQuery).data;

/** The restaurant that the page is about. For pages below /r/$restaurant alone, which have made sure of it. */
export function useHere(): Here {
  const { restaurant = "" } = useParams({ strict: false });
  return useSuspenseQuery(hereQuery(restaurant)).data;
}

/** The restaurant's profile, where it is known: currency and time zone are in it. */
export function useTenant(): Tenant | undefined {
  const here = useHere();
  const found = useRestaurants().find((tenant) => tenant.id === here.tenant_id);
  const { data } = useQuery({
    queryKey: ["tenant", here.tenant_id],
    enabled: !found,
    staleTime: minute,
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/tenants/{id}/", { params: { path: { id: here.tenant_id } }, signal });
      return data as NonNullable<typeof data>;
    },
  });
  return found ?? data;
}

export const useTimeZone = () => useTenant()?.timezone ?? "UTC";
