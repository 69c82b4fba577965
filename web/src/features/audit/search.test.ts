import { expect, it } from "vitest";
import { auditSearch } from "./search";

it("takes a target in its short forms", () => {
  expect(auditSearch({ target: 12 })).toMatchObject({ target_type: "staff_member", target_id: "12" });
  expect(auditSearch({ target: "role:4" })).toMatchObject({ target_type: "role", target_id: "4" });
  expect(auditSearch({ target_type: "tenant", target_id: 1 })).toMatchObject({ target_type: "tenant", target_id: "1" });
  expect(auditSearch({})).toEqual({});
});

it("leaves out what is no day and no id", () => {
  expect(auditSearch({ from: "yesterday", actor: "me", entry: -1 })).toEqual({});
});
