import { expect, test } from "vitest";
import { sectionRead } from "./read";

const shares = (of: Record<string, number>) => new Map(Object.entries(of));

test("the section that was gone to is read as long as most of it is in sight", () => {
  expect(sectionRead("danger", shares({ identifiers: 1, danger: 1 }))).toBe("danger");
  expect(sectionRead("danger", shares({ profile: 0.6, logo: 1, danger: 0 }))).toBe("profile");
});

test("otherwise it is the first of which half is in sight", () => {
  expect(sectionRead("", shares({}))).toBe("profile");
  expect(sectionRead("", shares({ profile: 0.1, logo: 0.9 }))).toBe("logo");
  expect(sectionRead("", shares({ profile: 0.1, logo: 0 }))).toBe("profile");
});
