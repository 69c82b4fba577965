import { expect, it } from "vitest";
import type { Plan } from "@/api/types";
import { grouped } from "./grouped";

const plan = (plan_type: string, version: number, is_active: boolean) => ({ plan_type, version, is_active }) as Plan;

it("puts the newest version first, and what is not on sale last", () => {
  const groups = grouped([plan("old", 1, false), plan("basic", 1, false), plan("basic", 2, true), plan("pro", 1, true)]);
  expect(groups.map((group) => group.type)).toEqual(["basic", "pro", "old"]);
  expect(groups[0]?.versions.map((one) => one.version)).toEqual([2, 1]);
});
