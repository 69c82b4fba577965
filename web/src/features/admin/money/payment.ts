import { queryOptions } from "@tanstack/react-query";
import { client } from "@/api/client";
import { usePages } from "@/api/lists";
import type { components } from "@/api/schema";
import type { PaymentsSearch } from "../search";

type Schemas = components["schemas"];
export type AdminPayment = Schemas["AdminPaymentBody"];
export type Refund = Schemas["RefundBody"];
export type Finding = Schemas["FindingBody"];
export type Dispute = Schemas["DisputeBody"];
export type LedgerEntry = Schemas["EntryBody"];

export const currencies = ["GHS", "NGN", "USD"] as const; // those that plans are sold for

export function usePayments({ status, currency, from, to, tenant }: PaymentsSearch) {
  const query = { status, currency, from, to, tenant };
  return usePages<AdminPayment>(["admin", "payments", query], async (page, page_size, signal) => {
    const { data } = await client.GET("/api/admin/payments/", { params: { query: { ...query, page, page_size } }, signal });
    return data as NonNullable<typeof data>;
  });
}

export const paymentQuery = (id: number) =>
  queryOptions({
    queryKey: ["admin", "payment", id],
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/admin/payments/{id}/", { params: { path: { id } }, signal });
      return data as AdminPayment;
    },
  });

/** The findings about a payment. The API does not find them by payment, so they are found among the newest. */
export const findingsOf = (reference: string) =>
  queryOptions({
    queryKey: ["admin", "findings", "of", reference],
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/admin/findings/", { params: { query: { page_size: 200 } }, signal });
      return (data?.results ?? []).filter((finding) => finding.reference === reference);
    },
  });

export const resolve = (id: number) => client.POST("/api/admin/findings/{id}/resolve/", { params: { path: { id } } });
