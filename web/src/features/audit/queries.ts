import { client } from "@/api/client";
import { useCursor } from "@/api/lists";
import type { AuditEntry } from "@/api/types";
import { beginOf, endOf } from "./days";
import type { AuditSearch } from "./search";
import { useWhose, type Whose } from "./whose";

export type Filter = {
  action?: string;
  actor?: number;
  target_type?: string;
  target_id?: string;
  start_date?: string;
  end_date?: string;
};

/** What is asked of the API for an address. Its days are those of UTC, so it is told the moments of the restaurant's. */
export function filterOf({ action, actor, target_type, target_id, from, to }: AuditSearch, zone: string): Filter {
  return {
    action,
    actor,
    target_type,
    target_id,
    start_date: from && beginOf(from, zone).toISOString(),
    end_date: to && endOf(to, zone).toISOString(),
  };
}

export const isFiltered = ({ entry, ...search }: AuditSearch) => Object.values(search).some((value) => value !== undefined);

const size = 100; // entries of a page

export function useEntries(search: AuditSearch) {
  const { of, zone } = useWhose();
  const filter = filterOf(search, zone);
  return useCursor<AuditEntry>(["audit", of, filter], async (cursor, signal) => {
    const query = { ...filter, page_size: size, ...(cursor && { cursor }) };
    const { data } = await client.GET(of === "platform" ? "/api/audit/platform/" : "/api/audit/", { params: { query }, signal });
    return data ?? { next: null, results: [] };
  });
}

/** The address of the log as a file. */
export function fileOf(search: AuditSearch, { of, zone }: Whose): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filterOf(search, zone))) if (value !== undefined) query.set(name, String(value));
  return `/api/audit/${of === "platform" ? "platform/" : ""}export/?${query}`;
}
