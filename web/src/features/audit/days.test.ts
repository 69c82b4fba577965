import { expect, it } from "vitest";
import { beginOf, endOf } from "./days";

it("finds where days begin and end by a restaurant's clocks", () => {
  expect(beginOf("2026-11-27", "Africa/Accra").toISOString()).toBe("2026-11-27T00:00:00.000Z");
  expect(beginOf("2026-11-27", "Africa/Lagos").toISOString()).toBe("2026-11-26T23:00:00.000Z");
  expect(endOf("2026-11-27", "America/New_York").toISOString()).toBe("2026-11-28T04:59:59.999Z");
});

it("knows days on which the clocks change", () => {
  expect(beginOf("2026-03-29", "Europe/Paris").toISOString()).toBe("2026-03-28T23:00:00.000Z");
  expect(endOf("2026-03-29", "Europe/Paris").toISOString()).toBe("2026-03-29T21:59:59.999Z");
  expect(endOf("2026-12-31", "Asia/Kathmandu").toISOString()).toBe("2026-12-31T18:14:59.999Z");
});
