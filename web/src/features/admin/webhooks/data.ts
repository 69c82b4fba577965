import { queryOptions } from "@tanstack/react-query";
import { client } from "@/api/client";
import { useCursor } from "@/api/lists";
import type { components } from "@/api/schema";
import type { WebhooksSearch } from "../search";

export type Delivery = components["schemas"]["DeliveryBody"];
export type WholeDelivery = components["schemas"]["WholeBody"];

const size = 100; // deliveries of a page

export const sources = ["clerk", "paystack"] as const;

const senders: Readonly<Record<string, string | undefined>> = { clerk: "Clerk", paystack: "Paystack" };

/** The name of who sends; of one that is not known here, what the API calls it. */
export const nameOf = (source: string) => senders[source] ?? source;

export function useDeliveries({ source, status, type, tenant }: WebhooksSearch) {
  const query = { source, status, event_type: type, tenant, page_size: size };
  return useCursor<Delivery>(["admin", "webhooks", query], async (cursor, signal) => {
    const { data } = await client.GET("/api/admin/webhooks/", {
      params: { query: { ...query, ...(cursor && { cursor }) } },
      signal,
    });
    return data ?? { next: null, results: [] };
  });
}

const looks = 20; // at a replayed delivery, before one gives up
const every = 1_500; // milliseconds

/** A delivery with its payload. While a job works on it, it is looked at again for a while. */
export const deliveryQuery = (id: number) =>
  queryOptions({
    queryKey: ["admin", "webhook", id],
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/admin/webhooks/{id}/", { params: { path: { id } }, signal });
      return data as WholeDelivery;
    },
    refetchInterval: ({ state }) => (state.data?.status === "pending" && state.dataUpdateCount < looks ? every : false),
  });

/** A delivery that did not come to its end is tried again by itself, or by hand. */
export const isUnfinished = ({ status }: Delivery) => status === "parked" || status === "failed";

/** One that nothing was done about can be tried again too, once one has looked at it. */
export const isReplayable = (delivery: Delivery) => isUnfinished(delivery) || delivery.status === "ignored";

export const replay = (id: number) => client.POST("/api/admin/webhooks/{id}/replay/", { params: { path: { id } } });
