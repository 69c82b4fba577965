import type { Tenant } from "@/api/types";

// The console keeps in a restaurant's settings, beside what others keep there, how far its owner has come with it.
type Kept = "welcomed" | "opened_tool" | "checklist_dismissed";

const soon = 24 * 3_600_000; // milliseconds after its beginning in which a restaurant is new

const has = (settings: unknown, what: Kept) => what in settingsOf(settings);

/** Reports whether a restaurant is so new that its owner is asked for what was guessed at sign-up. */
export const isNew = (tenant: Tenant, now: number) =>
  now - Date.parse(tenant.created_on) < soon && !has(tenant.settings, "welcomed");

export const hasOpenedTool = (settings: unknown) => has(settings, "opened_tool");

export const checklistDismissed = (settings: unknown) => has(settings, "checklist_dismissed");

/** A restaurant's settings, with one more thing noted. */
export const withSetting = (settings: unknown, what: Kept): unknown => ({ ...settingsOf(settings), [what]: true });

const settingsOf = (settings: unknown): object => (typeof settings === "object" && settings !== null ? settings : {});
