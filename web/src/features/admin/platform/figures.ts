import { queryOptions } from "@tanstack/react-query";
import { client } from "@/api/client";
import type { components } from "@/api/schema";
import type { periods } from "../search";

export type Platform = components["schemas"]["PlatformBody"];

/** How all restaurants do together in so many days. */
export const platformQuery = (period: (typeof periods)[number]) =>
  queryOptions({
    queryKey: ["admin", "platform", period],
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/admin/analytics/", { params: { query: { period } }, signal });
      return data as NonNullable<typeof data>;
    },
  });
