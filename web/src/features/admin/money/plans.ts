import { queryOptions } from "@tanstack/react-query";
import { client } from "@/api/client";

/** All versions of all plans. */
export const plansQuery = queryOptions({
  queryKey: ["admin", "plans"],
  queryFn: async ({ signal }) => {
    const { data } = await client.GET("/api/admin/plans/", { params: { query: { page_size: 200 } }, signal });
    return data?.results ?? [];
  },
});
