import { expect, it } from "vitest";
import type { Plan } from "@/api/types";
import { valuesOf, writtenOf } from "./values";

it("sends the prices that were filled in, and keeps those of other currencies", () => {
  const plan = { plan_type: "basic", features_list: [], prices: [{ currency: "KES", interval: "monthly", amount: "900.00" }] };
  const values = { ...valuesOf(null), prices: { GHS_monthly: " 50.00 ", NGN_monthly: "0.00", USD_annually: "150" } };
  expect(writtenOf(values, plan as unknown as Plan).prices).toEqual([
    { currency: "KES", interval: "monthly", amount: "900.00" },
    { currency: "GHS", interval: "monthly", amount: "50.00" },
    { currency: "USD", interval: "annually", amount: "150" },
  ]);
});

it("takes a feature a line, and names the type of a new plan alone", () => {
  const values = { ...valuesOf(null), plan_type: "solo ", features: "One till\n\n  Reports " };
  expect(writtenOf(values, null)).toMatchObject({ plan_type: "solo", features_list: ["One till", "Reports"] });
  expect(writtenOf(values, { prices: [] } as unknown as Plan)).not.toHaveProperty("plan_type");
});
