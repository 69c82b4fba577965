/** What the audit log shows, and which entry is open beside it. */
export type AuditSearch = {
  action?: string;
  actor?: number;
  target_type?: string;
  target_id?: string;
  from?: string;
  to?: string;
  entry?: number;
  /** Is read, and written as the two above: what is not named here stays in the address. */
  target?: undefined;
};

const isDay = (value: unknown): value is string => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);

/** Reads an address. target is the short form of other pages': "staff_member:12", or the id of a member alone. */
export function auditSearch(search: Record<string, unknown>): AuditSearch {
  const text = (value: unknown) =>
    typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
  const id = (value: unknown) => (typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined);
  const [first, second] = text(search.target)?.split(":") ?? [];
  return {
    target: undefined,
    action: text(search.action),
    actor: id(search.actor),
    target_type: text(search.target_type) ?? (second ? first : first && "staff_member"),
    target_id: text(search.target_id) ?? second ?? first,
    from: isDay(search.from) ? search.from : undefined,
    to: isDay(search.to) ? search.to : undefined,
    entry: id(search.entry),
  };
}
