/** A field of an entry. Of some the log keeps that they changed, and no values. */
export type Change = { before?: unknown; after?: unknown; changed?: boolean };

export const changesOf = (changes: unknown): [field: string, change: Change][] =>
  typeof changes === "object" && changes !== null ? (Object.entries(changes) as [string, Change][]) : [];

/** Reports whether what changed was made anew, as far as can be seen. */
export function isMade(changes: unknown): boolean {
  const seen = changesOf(changes).filter(([, change]) => !change?.changed);
  return seen.length > 0 && seen.every(([, change]) => (change?.before ?? null) === null);
}
