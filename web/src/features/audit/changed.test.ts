import { expect, it } from "vitest";
import { isMade } from "./changed";

it("tells what was made from what changed", () => {
  expect(isMade({ name: { before: null, after: "Waiter" } })).toBe(true);
  expect(isMade({ name: { before: null, after: "Waiter" }, is_active: { before: true, after: false } })).toBe(false);
});

it("goes by the fields of which there are values", () => {
  expect(isMade({ email: { changed: true }, is_active: { before: null, after: true } })).toBe(true);
  expect(isMade({ email: { changed: true } })).toBe(false);
  expect(isMade({})).toBe(false);
  expect(isMade(null)).toBe(false);
});
