import type { Here } from "@/api/types";

/** What a role permits, as the API writes it: a name with true, false or a level; "*" is everything. */
export type Permissions = Readonly<Record<string, unknown>>;

/** Reports whether the permission is held, at any level. A superuser has no role, and everything. */
export function permits(permissions: Permissions, name: string): boolean {
  const value = name in permissions ? permissions[name] : permissions["*"];
  return value === true || (typeof value === "string" && value !== "");
}

export const may = (here: Here, name: string) => permits(here.permissions as Permissions, name);

/** Reports whether everything is permitted, as an owner is and a superuser. */
export const mayAll = (here: Here) => here.permissions["*"] === true;
