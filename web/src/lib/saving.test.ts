import { expect, test } from "vitest";
import { nameIn } from "./saving";

test("the name of a download is what the API says", () => {
  expect(nameIn("attachment; filename=staff.csv")).toBe("staff.csv");
  expect(nameIn('attachment; filename="the staff.csv"')).toBe("the staff.csv");
  expect(nameIn("attachment; filename*=UTF-8''l%C3%A9quipe.csv")).toBe("léquipe.csv");
  expect(nameIn(null)).toBeUndefined();
});
