/** Whose access is shown. */
export type AccessSearch = { q?: string; role?: number };

export function accessSearch(search: Record<string, unknown>): AccessSearch {
  const { q, role } = search;
  return {
    q: typeof q === "string" && q !== "" ? q : typeof q === "number" ? String(q) : undefined,
    role: typeof role === "number" && Number.isSafeInteger(role) && role > 0 ? role : undefined,
  };
}
