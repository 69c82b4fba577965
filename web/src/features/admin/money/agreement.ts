import { queryOptions } from "@tanstack/react-query";
import { client } from "@/api/client";
import type { components } from "@/api/schema";

export type Agreement = components["schemas"]["AdminSubscriptionBody"];

/** The subscriptions of a restaurant, the newest first. */
export const agreementsOf = (tenant: number) =>
  queryOptions({
    queryKey: ["admin", "subscriptions", "of", tenant],
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/admin/subscriptions/", { params: { query: { tenant, page_size: 50 } }, signal });
      return data?.results ?? [];
    },
  });

export const freeze = (id: number) => client.POST("/api/admin/subscriptions/{id}/freeze/", { params: { path: { id } } });
export const unfreeze = (id: number) => client.POST("/api/admin/subscriptions/{id}/unfreeze/", { params: { path: { id } } });
