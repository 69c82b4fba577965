import { QueryClient } from "@tanstack/react-query";
import { isProblem } from "@/api/problem";

const tries = 2; // after the first

/** What was refused stays refused; what failed on the way, or was too much, may work when it is asked for again. */
function again(failed: number, error: Error): boolean {
  if (failed >= tries || !isProblem(error)) return false;
  return error.status === 0 || error.status === 429 || error.status >= 500;
}

export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: again, staleTime: 2_000, gcTime: 5 * 60_000 },
    mutations: { retry: false },
  },
});
