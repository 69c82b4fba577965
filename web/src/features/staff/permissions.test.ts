import { expect, test } from "vitest";
import { granted, grouped, groupOf, samePermissions, withEverything, withValue } from "./permissions";

const permission = (name: string) => ({ name, description: "", levels: [] });

test("permissions without a dot are the tools' own", () => {
  expect(groupOf("settings")).toBe("inside");
  expect(groupOf("settings.manage")).toBe("restaurant");
  expect(groupOf("moon.walk")).toBe("other");
  const list = grouped(["staff.view", "menu", "staff.manage", "*"].map(permission));
  expect(list.map(([group, names]) => [group, names.length])).toEqual([
    ["staff", 2],
    ["inside", 1],
  ]);
});

test("what is left out is not permitted, and saying so is no difference", () => {
  expect(samePermissions({ menu: "view" }, { menu: "view", team: false })).toBe(true);
  expect(samePermissions({ menu: "view" }, { menu: true })).toBe(false);
  expect(samePermissions({ "*": true }, { "*": true, menu: true })).toBe(true);
  expect(samePermissions({ "*": true }, { "*": true, menu: false })).toBe(false);
});

test("what everything says already is not said again", () => {
  expect(withValue({ menu: "view" }, "menu", false)).toEqual({});
  expect(withValue({ "*": true }, "menu", "view")).toEqual({ "*": true, menu: "view" });
  expect(withValue({ "*": true, menu: "view" }, "menu", true)).toEqual({ "*": true });
  expect(withEverything(false, { "*": true, menu: "view" })).toEqual({ menu: "view" });
});

test("an exception to everything is not granted", () => {
  const names = (found: { name: string }[]) => found.map(({ name }) => name);
  expect(names(granted({ "*": true, menu: false }, ["menu", "pos", "*"].map(permission)))).toEqual(["pos"]);
});
