import { keepPreviousData, type QueryKey, useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import type { Rows } from "@/ui/table";

type Page<Row> = { count: number; results: Row[] };
type CursorPage<Row> = { next: string | null; results: Row[] };

const size = 100; // rows of a page
const ahead = 50; // rows beyond those in sight that are fetched with them, before one scrolls there

export type Listed<Row> = {
  rows: Rows<Row>;
  /** The first rows are on their way. */
  isPending: boolean;
  error: unknown;
  refetch: () => void;
};

/**
 * A list by numbered pages, of which those in sight are fetched: one can jump to row 9,000 of 10,000 at once. While what is asked for
 * changes, the rows before stay.
 */
export function usePages<Row>(
  key: QueryKey,
  read: (page: number, size: number, signal: AbortSignal) => Promise<Page<Row>>,
): Listed<Row> {
  const [range, setRange] = useState<readonly [number, number]>([1, 1]);
  const first = useQuery({
    queryKey: [...key, 1],
    queryFn: ({ signal }) => read(1, size, signal),
    placeholderData: keepPreviousData,
  });
  const count = first.data?.count ?? 0;
  const others = numbers(Math.max(2, range[0]), Math.min(range[1], Math.ceil(count / size)));
  const pages = useQueries({
    queries: others.map((page) => ({
      queryKey: [...key, page],
      queryFn: ({ signal }: { signal: AbortSignal }) => read(page, size, signal),
    })),
  });
  const byNumber = new Map<number, Row[]>();
  if (first.data) byNumber.set(1, first.data.results);
  for (const [at, page] of others.entries()) {
    const found = pages[at]?.data;
    if (found) byNumber.set(page, found.results);
  }
  const onRange = useCallback((from: number, to: number) => {
    const next = [pageOf(Math.max(0, from - ahead)), pageOf(to + ahead)] as const;
    setRange((before) => (before[0] === next[0] && before[1] === next[1] ? before : next));
  }, []);
  return {
    rows: { count, at: (index) => byNumber.get(pageOf(index))?.[index % size], onRange },
    isPending: first.isPending,
    error: first.error ?? pages.find((page) => page.error)?.error ?? null,
    refetch: () => void first.refetch(),
  };
}

const pageOf = (index: number) => Math.floor(index / size) + 1;
const numbers = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);

/** A list by cursor, fetched further while one scrolls. */
export function useCursor<Row>(
  key: QueryKey,
  read: (cursor: string | null, signal: AbortSignal) => Promise<CursorPage<Row>>,
): Listed<Row> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => cursorOf(page.next),
    placeholderData: keepPreviousData,
  });
  const list = useMemo(() => query.data?.pages.flatMap((page) => page.results) ?? [], [query.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onRange = useCallback(
    (_: number, last: number) => {
      if (hasNextPage && !isFetchingNextPage && last >= list.length - 1) void fetchNextPage();
    },
    [hasNextPage, isFetchingNextPage, fetchNextPage, list.length],
  );
  // The row beyond the last stands for those on their way.
  return {
    rows: { count: list.length + (hasNextPage ? 1 : 0), at: (index) => list[index], onRange },
    isPending: query.isPending,
    error: query.error,
    refetch: () => void query.refetch(),
  };
}

const cursorOf = (next: string | null) => (next ? new URL(next, location.origin).searchParams.get("cursor") : null);
