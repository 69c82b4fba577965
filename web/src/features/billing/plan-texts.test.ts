import i18next from "i18next";
import { beforeAll, expect, test, vi } from "vitest";
import { planLines, planText } from "./plan-texts";
import en from "./texts/en.json";
import fr from "./texts/fr.json";

beforeAll(async () => {
  vi.stubGlobal("navigator", { languages: ["en-GB"] });
  await i18next.init({
    lng: "en",
    resources: { en: { billing: en }, fr: { billing: fr } },
    interpolation: { escapeValue: false },
  });
});

const plan = {
  includes_pos: true,
  includes_menu: true,
  includes_cms: false,
  max_staff: 1,
  max_tables: -1,
  max_menu_items: 1000,
  features_list: ["POS and Menu", "Up to 15 staff", "Up to 1000 menu items", "Somebody on the phone"],
};

test("a plan's lines are those of its fields, and what somebody wrote beside them", () => {
  const lines = planLines(i18next.getFixedT("en", "billing"), plan);
  expect(lines).toEqual([
    "POS and Menu",
    "Up to 1 member of staff",
    "Unlimited tables",
    "Up to 1,000 menu items",
    "Somebody on the phone",
  ]);
});

test("what a plan is for is said in the person's language unless somebody wrote it", () => {
  const t = i18next.getFixedT("fr", "billing");
  expect(planText(t, { plan_type: "basic", description: "For a small place that needs a till." })).toBe(fr.plans.for.basic);
  expect(planText(t, { plan_type: "basic", description: "For bars." })).toBe("For bars.");
});
