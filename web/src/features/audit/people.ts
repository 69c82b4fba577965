import { queryOptions, useQuery } from "@tanstack/react-query";
import { client } from "@/api/client";
import { nameOf } from "@/lib/people";
import { useWhose } from "./whose";

const most = 200; // of the newest people, whose names are known without asking for each
const fresh = 5 * 60_000;
const pause = 200; // milliseconds that a row is in sight before its person is asked for
const rest = () => new Promise((done) => setTimeout(done, pause));

const newestQuery = queryOptions({
  queryKey: ["audit people"],
  staleTime: fresh,
  queryFn: async ({ signal }) => {
    const { data } = await client.GET("/api/admin/users/", { params: { query: { page_size: most } }, signal });
    return new Map(data?.results.map((person) => [String(person.id), nameOf(person)]));
  },
});

/**
 * What somebody is called now, nothing of who deleted their account: the log says Clerk's id of them and none of their names, for it
 * cannot forget. One of the newest, or
 * asked for by itself; those that are scrolled past are not.
 */
export function usePersonName(id: string | undefined): string {
  const { of } = useWhose();
  const asked = of === "platform" && id !== undefined;
  const newest = useQuery({ ...newestQuery, enabled: of === "platform" });
  const known = id === undefined ? "" : newest.data?.get(id);
  const one = useQuery({
    queryKey: ["audit people", id],
    enabled: asked && !newest.isPending && known === undefined,
    staleTime: fresh,
    retry: false,
    queryFn: async ({ signal }) => {
      await rest();
      const { data } = await client.GET("/api/admin/users/{id}/", { params: { path: { id: Number(id) } }, signal });
      return data ? nameOf(data) : "";
    },
  });
  return known ?? one.data ?? "";
}
