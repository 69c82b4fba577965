import { useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/client";
import type { Tenant } from "@/api/types";
import { restaurantsQuery } from "@/app/who";

/** What an owner may write of a restaurant here. What else its settings hold stays as it is: they are not sent. */
export type Changes = Partial<
  Pick<
    Tenant,
    | "name"
    | "slug"
    | "description"
    | "business_type"
    | "contact_email"
    | "contact_phone"
    | "address"
    | "phone"
    | "website"
    | "logo"
    | "timezone"
    | "currency"
  >
>;

/** Writes changes of a restaurant, and shows them everywhere: its name and logo are in the frame of all pages. */
export function useSave(tenant: Tenant) {
  const queries = useQueryClient();
  return async (body: Changes): Promise<Tenant> => {
    const { data } = await client.PATCH("/api/tenants/{id}/", { params: { path: { id: tenant.id } }, body });
    const saved = data as Tenant;
    queries.setQueryData(restaurantsQuery.queryKey, (all) => all?.map((one) => (one.id === saved.id ? saved : one)));
    queries.setQueryData(["tenant", saved.id], saved);
    void queries.invalidateQueries({ queryKey: restaurantsQuery.queryKey });
    // Under another slug, what there was is not to be found any more: it is read anew where the new address leads.
    if (saved.slug === tenant.slug) void queries.invalidateQueries({ queryKey: ["here"] });
    return saved;
  };
}
