/** What the list of members shows, and what is open beside it. */
export type MembersSearch = {
  q?: string;
  role?: number;
  state?: "active" | "inactive";
  order?: string;
  member?: number;
  invite?: boolean;
};

export function membersSearch(search: Record<string, unknown>): MembersSearch {
  const text = (value: unknown) =>
    typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
  const id = (value: unknown) => (typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined);
  return {
    q: text(search.q),
    role: id(search.role),
    state: search.state === "active" || search.state === "inactive" ? search.state : undefined,
    order: text(search.order),
    member: id(search.member),
    invite: search.invite === true || undefined,
  };
}
