import type { QueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { components } from "@/api/schema";
import type { Tool } from "@/api/types";

const all = { params: { query: { page_size: 200 } } };

/** A tool of the platform, which a restaurant can install. */
export type Offer = components["schemas"]["ToolsOfferBody"];

export const useTools = () => api.useQuery("get", "/api/tools/available/", all);

export const useOffers = (enabled = true) => api.useQuery("get", "/api/tools/catalogue/", all, { enabled });

/** Why somebody cannot open a tool, as the API names it. */
export const reasons = [
  "tool_inactive",
  "not_in_plan",
  "subscription_inactive",
  "member_inactive",
  "not_granted",
  "not_staff",
] as const;
export type Reason = (typeof reasons)[number];

export const isReason = (code: string | null | undefined): code is Reason => reasons.some((reason) => reason === code);

/** Asks anew for what installing, setting up and launching depend on. */
export function refreshTools(queries: QueryClient): Promise<unknown> {
  return Promise.all([
    queries.invalidateQueries({ queryKey: ["get", "/api/tools/available/"] }),
    queries.invalidateQueries({ queryKey: ["get", "/api/tools/catalogue/"] }),
  ]);
}

/** Puts a changed tool in its place, so that it shows at once. */
export function putTool(queries: QueryClient, changed: Tool) {
  queries.setQueriesData<{ results: Tool[] }>(
    { queryKey: ["get", "/api/tools/available/"] },
    (page) => page && { ...page, results: page.results.map((tool) => (tool.id === changed.id ? changed : tool)) },
  );
}
