import { queryOptions } from "@tanstack/react-query";
import { client } from "@/api/client";

/** All of the platform's tools. */
export const catalogueQuery = queryOptions({
  queryKey: ["admin", "tools"],
  queryFn: async ({ signal }) => {
    const { data } = await client.GET("/api/tools/catalogue/", { params: { query: { page_size: 200 } }, signal });
    return data?.results ?? [];
  },
});
