import { expect, it } from "vitest";
import { changed, valuesOf } from "./changed";

it("sends only what differs", () => {
  const before = { name: "Mama’s", phone: "1", website: "" };
  expect(changed(before, { name: "Mama’s ", phone: "2", website: "" })).toEqual({ phone: "2" });
  expect(changed(before, before)).toEqual({});
});

it("sends what was emptied", () => {
  expect(changed({ logo: "https://example.com/a.png" }, { logo: "" })).toEqual({ logo: "" });
});

it("takes the fields of a form", () => {
  const tenant = { name: "A", slug: "a", phone: "1" };
  expect(valuesOf<"name" | "phone">(tenant, ["name", "phone"])).toEqual({ name: "A", phone: "1" });
});
