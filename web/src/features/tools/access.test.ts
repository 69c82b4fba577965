import { expect, test } from "vitest";
import type { MemberAccess } from "@/api/types";
import { accessOf, back, type Own, ownOf, saying, step } from "./access";

const own = (is_granted: boolean): Own => ({ id: 1, is_granted });

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

test("what is said of a member is theirs alone, and is said of one tool", () => {
  const member: MemberAccess = {
    member_id: 7,
    name: "Kofi",
    email: "kofi@example.com",
    role_id: 2,
    role: "Waiter",
    is_active: true,
    tools: [
      { tool_id: 1, access: "role", access_id: null },
      { tool_id: 2, access: "refused", access_id: 5 },
    ],
  };
  expect(ownOf(member, 1)).toBeUndefined();
  expect(ownOf(member, 2)).toEqual({ id: 5, is_granted: false });
  expect(ownOf(member, 3)).toBeUndefined();
  const granted = saying(member, 1, { id: 9, is_granted: true });
  expect([ownOf(granted, 1), ownOf(granted, 2)]).toEqual([
    { id: 9, is_granted: true },
    { id: 5, is_granted: false },
  ]);
  expect(ownOf(saying(granted, 1, undefined), 1)).toBeUndefined();
});
