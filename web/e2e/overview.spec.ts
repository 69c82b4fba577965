import { trade } from "./support/data";
import { expect, test } from "./support/test";

test("an overview shows today beside other days, and what happens while it happens", async ({ page, owner, accessible }) => {
  await trade(owner, 9, 60);
  await page.goto(`/r/${owner.slug}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Esi");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await expect(page.getByText("vs. this time yesterday").first()).toBeVisible();
  await accessible();
  await owner.ask("POST", "/api/analytics/track/", { event_type: "order", data: { total: "71.50", dish: "Kelewele" } });
  await expect(page.getByText("Kelewele · GH₵71.50")).toBeVisible();
});
