import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, client } from "@/api/client";
import { type Listed, usePages } from "@/api/lists";
import type { Member, Role } from "@/api/types";
import { useHere, useProfile } from "@/app/who";
import { may, type Permissions } from "@/lib/permissions";
import { beyond, type Levels } from "./authority";
import type { MembersSearch } from "./search";

const all = { params: { query: { page_size: 200 } } };
export const membersKey = "members";

/** The members that the address asks for. */
export function useMembers({ q, role, state, order }: MembersSearch): Listed<Member> {
  const query = {
    ...(q && { search: q }),
    ...(role && { role: String(role) }),
    ...(state && { is_active: String(state === "active") }),
    ...(order && { ordering: order }),
  };
  return usePages([membersKey, query], async (page, page_size, signal) => {
    const { data } = await client.GET("/api/staff/members/", { params: { query: { ...query, page, page_size } }, signal });
    return data as NonNullable<typeof data>;
  });
}

export const useRoles = () => api.useQuery("get", "/api/staff/roles/", all);

export const useCatalogue = () => api.useQuery("get", "/api/staff/permissions/", all, { staleTime: Number.POSITIVE_INFINITY });

export const useEntitlements = (enabled: boolean) => api.useQuery("get", "/api/subscriptions/entitlements/", {}, { enabled });

/** What whoever looks may do with whom. The API has the last word; this keeps what it would refuse from being offered. */
export type Powers = {
  manages: boolean;
  /** They own the restaurant: they are not only permitted everything. */
  owns: boolean;
  holds: Permissions;
  levels: Levels;
  ownerRole: number | undefined;
  isSelf: (member: Member) => boolean;
  isOwner: (member: Member) => boolean;
  /** What the role permits beyond their own permissions. */
  beyond: (role: Pick<Role, "permissions">) => string[];
  mayEdit: (member: Member) => boolean;
  /** Take the place away, or give it another role. */
  mayMove: (member: Member) => boolean;
  mayGive: (role: Role) => boolean;
};

export function usePowers(): Powers {
  const here = useHere();
  const me = useProfile();
  const roles = useRoles().data?.results;
  const catalogue = useCatalogue().data?.results;
  return useMemo(() => {
    const levels: Levels = new Map(catalogue?.map((permission) => [permission.name, permission.levels ?? []]));
    const holds = here.permissions as Permissions;
    const owner = roles?.find((role) => role.is_owner);
    const manages = may(here, "staff.manage");
    const tooMuch = (role: Pick<Role, "permissions">) => beyond(holds, role.permissions as Permissions, levels);
    const mayEdit = (member: Member) => manages && tooMuch(member.role).length === 0;
    return {
      manages,
      owns: owner !== undefined && owner.name === here.role,
      holds,
      levels,
      ownerRole: owner?.id,
      isSelf: (member) => member.user.id === me.id,
      isOwner: (member) => member.role.id === owner?.id,
      beyond: tooMuch,
      mayEdit,
      mayMove: (member) => mayEdit(member) && member.user.id !== me.id && member.role.id !== owner?.id,
      mayGive: (role) => manages && !role.is_owner && tooMuch(role).length === 0,
    };
  }, [here, me, roles, catalogue]);
}

/** Asks anew for all that a change of the staff may have changed. */
export function refreshStaff(queries: QueryClient): Promise<unknown> {
  const lists = [
    [membersKey],
    ["get", "/api/staff/members/{id}/"],
    ["get", "/api/staff/roles/"],
    ["get", "/api/staff/ownership/"],
    ["get", "/api/subscriptions/entitlements/"],
  ];
  return Promise.all(lists.map((queryKey) => queries.invalidateQueries({ queryKey })));
}

type Page = { count: number; results: Member[] };

/** Shows a member as changed before the API has answered. What it gives takes that back. */
export function useShowAs() {
  const queries = useQueryClient();
  return async (id: number, change: Partial<Member>) => {
    await queries.cancelQueries({ queryKey: [membersKey] });
    const before = queries.getQueriesData<Page>({ queryKey: [membersKey] });
    const changed = (member: Member) => (member.id === id ? { ...member, ...change } : member);
    queries.setQueriesData<Page>({ queryKey: [membersKey] }, (page) => page && { ...page, results: page.results.map(changed) });
    return () => {
      for (const [key, page] of before) queries.setQueryData(key, page);
    };
  };
}
