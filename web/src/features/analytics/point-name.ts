import { useTimeZone } from "@/app/who";
import { day, dayAndTime, time } from "@/lib/format";
import type { Series } from "./lines";

/** Says what a point of a chart stands for, by the restaurant's clocks. */
export function usePointName(interval: Series["interval"]): (start: string, length: "short" | "long") => string {
  const zone = useTimeZone();
  return (start, length) => {
    if (interval === "hour") return length === "short" ? time(start, zone) : dayAndTime(start, zone);
    return day(
      start.length === 10 ? `${start}T12:00:00Z` : start,
      start.length === 10 ? "UTC" : zone,
      length === "short" ? "short" : "medium",
    );
  };
}
