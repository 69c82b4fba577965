import { expect, test } from "vitest";
import { readObject } from "./json";

test("only an object is one", () => {
  expect(readObject('{"a": 1}')).toEqual({ a: 1 });
  expect(readObject("  ")).toEqual({});
  for (const text of ["[]", "null", "7", '"a"', "{", "{a: 1}"]) expect(readObject(text)).toBeNull();
});
