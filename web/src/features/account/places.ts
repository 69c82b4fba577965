/** The currencies that plans are sold in. */
export const currencies = ["GHS", "NGN", "USD"] as const;

/** All time zones that the browser knows. */
export const timeZones = (): string[] => Intl.supportedValuesOf("timeZone");

export const ownTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The currency that is most likely meant where the clocks show this zone. */
export function likelyCurrency(zone: string): string {
  if (zone === "Africa/Accra") return "GHS";
  if (zone === "Africa/Lagos") return "NGN";
  return "USD";
}
