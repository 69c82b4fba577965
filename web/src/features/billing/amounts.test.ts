import { describe, expect, it } from "vitest";
import { isLess, isNegative, isZero, monthsFree } from "./amounts";

describe("amounts", () => {
  it("compares decimals of any length", () => {
    expect(isLess("99999999999999999.98", "99999999999999999.99")).toBe(true);
    expect(isLess("100.00", "20.00")).toBe(false);
    expect(isLess("5", "5.00")).toBe(false);
  });

  it("knows their sign", () => {
    expect(isZero("0.00")).toBe(true);
    expect(isZero("-0.00")).toBe(true);
    expect(isNegative("-0.01")).toBe(true);
    expect(isNegative("0.01")).toBe(false);
  });

  it("counts the months that a year leaves out", () => {
    expect(monthsFree("50.00", "500.00")).toBe(2);
    expect(monthsFree("50.00", "600.00")).toBe(0);
    expect(monthsFree("50.00", "555.00")).toBe(0);
    expect(monthsFree("0.00", "0.00")).toBe(0);
  });
});
