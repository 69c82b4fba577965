export type JsonObject = Record<string, unknown>;

export const written = (value: unknown): string => JSON.stringify(value ?? {}, null, 2);

/** Reads an object, null for what is none; nothing at all is the empty one. */
export function readObject(text: string): JsonObject | null {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}
