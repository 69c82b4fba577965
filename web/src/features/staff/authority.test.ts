import { expect, test } from "vitest";
import { beyond, includes } from "./authority";

const levels = new Map([["menu", ["view", "basic", "create", "edit"]]]);

test("a level stands above those before it, and below full", () => {
  expect(includes("create", "view", levels.get("menu"))).toBe(true);
  expect(includes("view", "create", levels.get("menu"))).toBe(false);
  expect(includes("edit", true, levels.get("menu"))).toBe(false);
  expect(includes(true, "edit", levels.get("menu"))).toBe(true);
  expect(includes("odd", "odd", levels.get("menu"))).toBe(true);
  expect(includes(undefined, false)).toBe(true);
});

test("everything is only matched by everything", () => {
  expect(beyond({ "staff.manage": true, menu: "edit" }, { menu: "view" }, levels)).toEqual([]);
  expect(beyond({ "staff.manage": true }, { "*": true }, levels)).toContain("*");
  expect(beyond({ "*": true }, { "*": true, menu: true }, levels)).toEqual([]);
});

test("an exception to everything is not held", () => {
  expect(beyond({ "*": true, menu: false }, { menu: "view" }, levels)).toEqual(["menu"]);
  expect(beyond({ "*": true, menu: false }, { "*": true }, levels)).toEqual(["menu"]);
});
