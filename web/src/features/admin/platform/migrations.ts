import { queryOptions } from "@tanstack/react-query";
import { client } from "@/api/client";
import type { components } from "@/api/schema";

export type Migrations = components["schemas"]["MigrationsBody"];
export type Run = NonNullable<Migrations["run"]>;

const every = 1_000; // milliseconds, while a run is under way

export const migrationsQuery = queryOptions({
  queryKey: ["admin", "migrations"],
  queryFn: async ({ signal }) => {
    const { data } = await client.GET("/api/admin/migrations/", { signal });
    return data as Migrations;
  },
  refetchInterval: ({ state }) => (state.data?.run?.state === "running" ? every : false),
});
