import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, client } from "@/api/client";
import { usePages } from "@/api/lists";
import { roleKey } from "./access";
import type { AccessSearch } from "./search";

const size = 200; // the most that the API gives at once

export const matrixKey = "access matrix";
export const roleGrantsKey = ["tool role grants"];

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

const wanted = ({ q, role }: AccessSearch) => ({ ...(q && { search: q }), ...(role && { role }) });

async function read(search: AccessSearch, page: number, page_size: number, signal?: AbortSignal) {
  const query = { ...wanted(search), page, page_size };
  const { data } = await client.GET("/api/tools/access/matrix/", { params: { query }, signal });
  return data as NonNullable<typeof data>;
}

/** Members, each with what is said of them and of their role for every tool. */
export const useMatrix = (search: AccessSearch) =>
  usePages([matrixKey, wanted(search)], (page, page_size, signal) => read(search, page, page_size, signal));

/** The ids of all members that are searched for, but the owner's. */
export async function idsOf(search: AccessSearch, count: number, ownerRole?: number): Promise<number[]> {
  const numbers = Array.from({ length: Math.ceil(count / size) }, (_, at) => at + 1);
  const pages = await Promise.all(numbers.map((page) => read(search, page, size)));
  const members = pages.flatMap((page) => page.results);
  return members.filter((member) => member.role_id !== ownerRole).map((member) => member.member_id);
}
