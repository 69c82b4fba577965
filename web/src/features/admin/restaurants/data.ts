import { queryOptions, useQuery } from "@tanstack/react-query";
import { client } from "@/api/client";
import { usePages } from "@/api/lists";
import type { components } from "@/api/schema";
import type { RestaurantsSearch } from "../search";

export type Seen = components["schemas"]["SeenBody"];

/** The restaurants that the address asks for. */
export function useSeen({ q, health, status, order }: RestaurantsSearch) {
  const query = {
    ...(q && { search: q }),
    ...(health && { health }),
    ...(status && { subscription_status: status }),
    ...(order && { ordering: order }),
  };
  return usePages<Seen>(["admin", "restaurants", query], async (page, page_size, signal) => {
    const { data } = await client.GET("/api/admin/tenants/", { params: { query: { ...query, page, page_size } }, signal });
    return data as NonNullable<typeof data>;
  });
}

export const seenQuery = (id: number) =>
  queryOptions({
    queryKey: ["admin", "restaurant", id],
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/admin/tenants/{id}/", { params: { path: { id } }, signal });
      return data as Seen;
    },
  });

const fresh = 5 * 60_000;

const namesQuery = queryOptions({
  queryKey: ["restaurant names"],
  staleTime: fresh,
  queryFn: async ({ signal }) => {
    const { data } = await client.GET("/api/admin/tenants/", { params: { query: { page_size: 200 } }, signal });
    return new Map(data?.results.map((seen) => [seen.id, seen.name]));
  },
});

/** The name of a restaurant of which a list has the id alone: one of the newest, or asked for by itself. */
export function useRestaurantName(id: number): string | undefined {
  const names = useQuery(namesQuery);
  const known = names.data?.get(id);
  const one = useQuery({
    queryKey: ["restaurant names", id],
    enabled: !names.isPending && known === undefined,
    staleTime: fresh,
    retry: false,
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/admin/tenants/{id}/", { params: { path: { id } }, signal });
      return data?.name ?? "";
    },
  });
  return known ?? one.data;
}
