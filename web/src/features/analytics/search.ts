/** Which period, and compared with what, the address of the page says. */
export type AnalyticsSearch = { from?: string; to?: string; compare?: boolean };

export function analyticsSearch(search: Record<string, unknown>): AnalyticsSearch {
  const day = (value: unknown) => (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);
  return { from: day(search.from), to: day(search.to), compare: search.compare === true || undefined };
}
