import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import fr from "@/i18n/texts/fr.json";
import { roleName, roleText } from "./role-names";

beforeAll(async () => {
  await i18next.init({ lng: "fr", resources: { fr: { common: fr } }, defaultNS: "common" });
});

test("a role that every restaurant begins with has the name of the person's language", () => {
  expect(roleName("Owner")).toBe("Propriétaire");
  expect(roleText("Runs the restaurant from day to day.")).toBe(fr.roles.manager.text);
});

test("what somebody wrote stays as it is", () => {
  expect(roleName("Night owner")).toBe("Night owner");
  expect(roleText("Runs the bar.")).toBe("Runs the bar.");
  expect(roleText("")).toBe("");
});
