import { queryOptions } from "@tanstack/react-query";
import { client } from "@/api/client";
import { usePages } from "@/api/lists";
import type { components } from "@/api/schema";
import { nameOf as knownAs } from "@/lib/people";
import type { UsersSearch } from "../search";

export type Person = components["schemas"]["AuthSeenBody"];

export function usePeople({ q, superusers }: UsersSearch) {
  const query = { ...(q && { search: q }), ...(superusers && { is_superuser: "true" as const }) };
  return usePages<Person>(["admin", "users", query], async (page, page_size, signal) => {
    const { data } = await client.GET("/api/admin/users/", { params: { query: { ...query, page, page_size } }, signal });
    return data as NonNullable<typeof data>;
  });
}

export const personQuery = (id: number) =>
  queryOptions({
    queryKey: ["admin", "user", id],
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/admin/users/{id}/", { params: { path: { id } }, signal });
      return data as Person;
    },
  });

export const nameOf = (person: Person) => knownAs(person) || person.username;
