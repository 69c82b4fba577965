import { expect, test } from "vitest";
import { accessOf, back, type Own, step } from "./access";

const own = (is_granted: boolean): Own => ({ id: 1, member_id: 1, tool_id: 1, is_granted });

test("what is said of a member counts before their role", () => {
  expect(accessOf(own(false), true)).toBe("refused");
  expect(accessOf(own(true), false)).toBe("granted");
  expect(accessOf(undefined, true)).toBe("role");
  expect(accessOf(undefined, false)).toBe("none");
});

test("nothing is said of a member that their role says already", () => {
  expect(step(true, undefined, false)).toBe("grant");
  expect(step(false, own(true), false)).toBe("withdraw");
  expect(step(false, own(true), true)).toBe("refuse");
  expect(step(false, undefined, true)).toBe("refuse");
  expect(step(true, own(false), true)).toBe("withdraw");
  expect(step(true, own(false), false)).toBe("grant");
});

test("what is taken back is what was said before", () => {
  expect([back(undefined), back(own(true)), back(own(false))]).toEqual(["withdraw", "grant", "refuse"]);
});
