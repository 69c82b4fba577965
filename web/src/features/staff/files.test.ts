import { expect, test } from "vitest";
import { template } from "./files";

test("the template has as many cells in each line, and quotes roles that need it", () => {
  expect(template(["Chef, pastry"])).toContain('"Chef, pastry"');
  const cells = template(["Chef", "Waiter"])
    .trim()
    .split("\r\n")
    .map((line) => line.split(",").length);
  expect(new Set(cells)).toEqual(new Set([8]));
});
