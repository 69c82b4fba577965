import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/client";
import type { Payment, Plan, Subscription } from "@/api/types";

/** What the restaurant agreed to: the newest of its subscriptions counts. null for one on trial, or whose trial has ended. */
export const subscriptionQuery = queryOptions({
  queryKey: ["billing", "subscription"],
  queryFn: async ({ signal }): Promise<Subscription | null> => {
    const { data } = await client.GET("/api/subscriptions/subscriptions/", { params: { query: { page_size: 1 } }, signal });
    return data?.results[0] ?? null;
  },
  // Just after a payment, the subscription at Paystack by which a card can be replaced is on its way.
  refetchInterval: ({ state }) => (isComing(state.data) && state.dataUpdateCount <= looks ? lookAfter : false),
});

const looks = 5;
const lookAfter = 3_000; // milliseconds

const isComing = (sub: Subscription | null | undefined) =>
  sub?.status === "active" && sub.card !== null && !sub.paystack_subscription_code;

/** The plans on sale. */
export const plansQuery = queryOptions({
  queryKey: ["billing", "plans"],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }): Promise<Plan[]> => {
    const { data } = await client.GET("/api/subscriptions/plans/", { params: { query: { page_size: 100 } }, signal });
    return (data?.results ?? []).filter((plan) => plan.is_active);
  },
});

/** What the restaurant has to its credit, by currency. */
export const balanceQuery = queryOptions({
  queryKey: ["billing", "balance"],
  queryFn: async ({ signal }): Promise<Record<string, string>> => {
    const { data } = await client.GET("/api/subscriptions/ledger/", { params: { query: { page_size: 1 } }, signal });
    return data?.balance ?? {};
  },
});

const recheckAfter = [2_000, 3_000, 5_000, 10_000, 20_000]; // milliseconds; banks answer late

/** What became of a payment. It is asked about again for a while as long as it is not known. */
export const verifyQuery = (reference: string) =>
  queryOptions({
    queryKey: ["billing", "verify", reference],
    enabled: reference !== "",
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<Payment> => {
      const { data } = await client.GET("/api/subscriptions/payment/verify/", { params: { query: { reference } }, signal });
      return data as Payment;
    },
    refetchInterval: ({ state }) =>
      state.data?.status === "pending" ? (recheckAfter[state.dataUpdateCount - 1] ?? false) : false,
  });

/** Makes all that money changes be read again: the bills, what is open, and how the restaurant stands in the frame. */
export function useRefresh() {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey: [first, second] }) =>
        (first === "billing" && second !== "verify") ||
        first === "here" ||
        first === "restaurants" ||
        (typeof second === "string" && second.startsWith("/api/subscriptions/")),
    });
}
