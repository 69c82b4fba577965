import type { Tenant } from "@/api/types";

const soon = 24 * 3_600_000; // milliseconds after its beginning in which a restaurant is new

/** Reports whether a restaurant is so new that its owner is asked for what was guessed at sign-up. */
export function isNew(tenant: Tenant, now: number): boolean {
  return now - Date.parse(tenant.created_on) < soon && !("welcomed" in settingsOf(tenant.settings));
}

/** The restaurant's settings, which say that its owner has been asked. */
export const welcomed = (settings: unknown): unknown => ({ ...settingsOf(settings), welcomed: true });

const settingsOf = (settings: unknown): object => (typeof settings === "object" && settings !== null ? settings : {});
