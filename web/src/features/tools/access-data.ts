import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, client } from "@/api/client";
import { usePages } from "@/api/lists";
import { type Own, ownKey, roleKey } from "./access";
import type { AccessSearch } from "./search";

const size = 200; // the most that the API gives at once
const atOnce = 4; // requests

export const grantsKey = ["tool grants"];
export const roleGrantsKey = ["tool role grants"];

async function page(number: number, signal: AbortSignal) {
  const query = { all: true, page: number, page_size: size };
  const { data } = await client.GET("/api/tools/access/", { params: { query }, signal });
  const list = data?.results ?? [];
  return {
    count: data?.count ?? 0,
    own: list.map(({ id, member_id, tool, is_granted }): Own => ({ id, member_id, tool_id: tool.id, is_granted })),
  };
}

/**
 * Everybody's own grants and refusals. They are the exceptions to what roles may open, so that reading all of them takes fewer requests
 * than asking for those of each member in sight.
 */
export function useOwnGrants() {
  const query = useQuery({
    queryKey: grantsKey,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const first = await page(1, signal);
      const found = [...first.own];
      const last = Math.ceil(first.count / size);
      for (let from = 2; from <= last; from += atOnce) {
        const numbers = Array.from({ length: Math.min(atOnce, last - from + 1) }, (_, at) => from + at);
        const pages = await Promise.all(numbers.map((number) => page(number, signal)));
        found.push(...pages.flatMap(({ own }) => own));
      }
      return found;
    },
  });
  const byKey = useMemo(() => new Map(query.data?.map((own) => [ownKey(own.member_id, own.tool_id), own])), [query.data]);
  return { ...query, byKey };
}

/** The pairs of a role and a tool that it opens. */
export function useRoleGrants() {
  const query = useQuery({
    queryKey: roleGrantsKey,
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/tools/role-access/", { params: { query: { page_size: size } }, signal });
      return data?.results.map(({ role, tool }) => roleKey(role.id, tool.id)) ?? [];
    },
  });
  const pairs = useMemo(() => new Set(query.data), [query.data]);
  return { ...query, pairs };
}

export const useRoles = () => api.useQuery("get", "/api/staff/roles/", { params: { query: { page_size: size } } });

const wanted = ({ q, role }: AccessSearch) => ({ ...(q && { search: q }), ...(role && { role: String(role) }) });

export function useMembers(search: AccessSearch) {
  const query = wanted(search);
  return usePages(["members", query], async (page, page_size, signal) => {
    const { data } = await client.GET("/api/staff/members/", { params: { query: { ...query, page, page_size } }, signal });
    return data as NonNullable<typeof data>;
  });
}

/** The ids of all members that are searched for, but the owner's. */
export async function idsOf(search: AccessSearch, count: number, ownerRole?: number): Promise<number[]> {
  const numbers = Array.from({ length: Math.ceil(count / size) }, (_, at) => at + 1);
  const pages = await Promise.all(
    numbers.map((page) => client.GET("/api/staff/members/", { params: { query: { ...wanted(search), page, page_size: size } } })),
  );
  const members = pages.flatMap(({ data }) => data?.results ?? []);
  return members.filter((member) => member.role.id !== ownerRole).map((member) => member.id);
}
