import type { Permission } from "@/api/types";
import type { Permissions } from "@/lib/permissions";
import { everything, saidOf } from "./authority";

/** The groups that permissions are shown in, by the first part of their names. Those without a dot are the tools' own. */
export const groups = ["staff", "tools", "analytics", "billing", "restaurant", "inside", "other"] as const;
export type Group = (typeof groups)[number];

const byPrefix: Readonly<Record<string, Group>> = {
  staff: "staff",
  tools: "tools",
  analytics: "analytics",
  billing: "billing",
  settings: "restaurant",
  audit: "restaurant",
};

export function groupOf(name: string): Group {
  const [prefix = "", rest] = name.split(".", 2);
  return rest === undefined ? "inside" : (byPrefix[prefix] ?? "other");
}

/** All permissions but that for everything, in their groups and in the API's order. */
export function grouped(catalogue: readonly Permission[]): [Group, Permission[]][] {
  const known = catalogue.filter((permission) => permission.name !== everything);
  return groups
    .map((group): [Group, Permission[]] => [group, known.filter((permission) => groupOf(permission.name) === group)])
    .filter(([, list]) => list.length > 0);
}

/** A role as it is being edited. */
export type Draft = { name: string; description: string; permissions: Permissions };

/** Gives the same permissions with one changed. What says no more than "everything" already does is left out. */
export function withValue(permissions: Permissions, name: string, value: boolean | string): Permissions {
  const { [name]: _, ...rest } = permissions;
  return value === (rest[everything] ?? false) ? rest : { ...rest, [name]: value };
}

/** Everything, without exceptions, or else what there was before. */
export const withEverything = (on: boolean, before: Permissions): Permissions => {
  if (on) return { [everything]: true };
  const { [everything]: _, ...rest } = before;
  return rest;
};

/** Reports whether two roles permit the same, whichever way they say it. */
export function samePermissions(a: Permissions, b: Permissions): boolean {
  const names = new Set([everything, ...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => (saidOf(a, name) || false) === (saidOf(b, name) || false));
}

export const sameDraft = (a: Draft, b: Draft) =>
  a.name.trim() === b.name.trim() &&
  a.description.trim() === b.description.trim() &&
  samePermissions(a.permissions, b.permissions);

/** The permissions that are granted at any level, by name. */
export const granted = (permissions: Permissions, catalogue: readonly Permission[]) =>
  catalogue.filter(({ name }) => {
    const value = saidOf(permissions, name);
    return name !== everything && value !== undefined && value !== false && value !== "";
  });
