export const sections = ["profile", "logo", "region", "domains", "identifiers", "danger"] as const;
export type SectionName = (typeof sections)[number];

/** Which section is read, of what share of each is in sight. */
export function sectionRead(hash: string, shares: ReadonlyMap<string, number>): SectionName {
  const chosen = sections.find((name) => name === hash);
  if (chosen && (shares.size === 0 || (shares.get(chosen) ?? 0) >= 0.5)) return chosen;
  const shareOf = (name: SectionName) => shares.get(name) ?? 0;
  return sections.find((name) => shareOf(name) >= 0.5) ?? sections.find((name) => shareOf(name) > 0) ?? "profile";
}
