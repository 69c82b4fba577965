/** The fields of a form that differ from what there was: what is left out of a PATCH stays. */
export function changed<T extends Record<string, string>>(before: T, after: T): Partial<T> {
  const found = Object.entries(after).filter(([name, value]) => value.trim() !== (before[name] ?? "").trim());
  return Object.fromEntries(found) as Partial<T>;
}

/** The values of some fields of a restaurant, as a form has them. */
export function valuesOf<Name extends string>(of: Readonly<Record<Name, string>>, names: readonly Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, of[name]])) as Record<Name, string>;
}
