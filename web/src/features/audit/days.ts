const dayLength = 86_400_000; // milliseconds

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function ahead(moment: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(moment);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const [, sign, hours = "0", minutes = "0"] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** The moment at which a day such as "2026-03-29" begins where a zone's clocks are. */
export function beginOf(day: string, zone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const near = midnight - ahead(midnight, zone);
  return new Date(midnight - ahead(near, zone));
}

/** The last moment of a day. */
export function endOf(day: string, zone: string): Date {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + dayLength).toISOString().slice(0, 10);
  return new Date(beginOf(next, zone).getTime() - 1);
}
