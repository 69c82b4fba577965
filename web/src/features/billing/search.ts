/** What Paystack adds to the address that an owner comes back to. */
export type BillingSearch = { reference?: string };

export function billingSearch(search: Record<string, unknown>): BillingSearch {
  const reference = search.reference ?? search.trxref;
  return { reference: typeof reference === "string" || typeof reference === "number" ? String(reference) : undefined };
}
