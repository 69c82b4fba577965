import type { Permissions } from "@/lib/permissions";

/** The levels of each permission that has any, from the weakest to the strongest; true is stronger than each. */
export type Levels = ReadonlyMap<string, readonly string[]>;

export const everything = "*";

/** What permissions say of a name: by its own entry, or else by that for everything. */
export const saidOf = (permissions: Permissions, name: string): unknown =>
  name in permissions ? permissions[name] : permissions[everything];

const isGranted = (value: unknown) => value === true || (typeof value === "string" && value !== "");

/** Reports whether who holds one value of a permission may hand out the other. The API decides the same way. */
export function includes(held: unknown, wanted: unknown, levels: readonly string[] = []): boolean {
  if (!isGranted(wanted)) return true;
  if (held === true || !isGranted(held) || wanted === true) return held === true;
  if (held === wanted) return true;
  const have = levels.indexOf(String(held));
  const need = levels.indexOf(String(wanted));
  return need >= 0 && have > need;
}

/** What granted permits and holds does not. Nobody gives that away, nor touches who has it. */
export function beyond(holds: Permissions, granted: Permissions, levels: Levels): string[] {
  const names = new Set([everything, ...Object.keys(holds), ...Object.keys(granted)]);
  return [...names].filter((name) => !includes(saidOf(holds, name), saidOf(granted, name), levels.get(name)));
}
