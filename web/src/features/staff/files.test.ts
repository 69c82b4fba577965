import { expect, test } from "vitest";
import { nameIn, template } from "./files";

test("the name of a download is what the API says", () => {
  expect(nameIn("attachment; filename=staff.csv")).toBe("staff.csv");
  expect(nameIn('attachment; filename="the staff.csv"')).toBe("the staff.csv");
  expect(nameIn("attachment; filename*=UTF-8''l%C3%A9quipe.csv")).toBe("léquipe.csv");
  expect(nameIn(null)).toBeUndefined();
});

test("the template has as many cells in each line, and quotes roles that need it", () => {
  expect(template(["Chef, pastry"])).toContain('"Chef, pastry"');
  const cells = template(["Chef", "Waiter"])
    .trim()
    .split("\r\n")
    .map((line) => line.split(",").length);
  expect(new Set(cells)).toEqual(new Set([8]));
});
