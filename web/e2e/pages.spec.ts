import { nameOf, trade } from "./support/data";
import { expect, test } from "./support/test";

const pages = [
  "",
  "/staff",
  "/staff?invite=true",
  "/staff?q=nobody-at-all",
  "/staff/roles",
  "/staff/roles/1",
  "/staff/roles/2",
  "/staff/roles/new",
  "/tools",
  "/tools/access",
  "/billing",
  "/analytics",
  "/analytics?days=90&compare=true&measure=amount&of=data.dish",
  "/analytics/events",
  "/audit",
  "/settings",
];

// Light at a desk, dark on a phone; /design has every component in both.
test("every page of a restaurant is accessible", async ({ page, owner, accessible }, { project }) => {
  test.slow();
  await page.emulateMedia({ colorScheme: project.name === "phone" ? "dark" : "light" });
  const { results } = await owner.ask<{ results: { id: number }[] }>("GET", "/api/staff/roles/");
  for (let at = 0; at < 3; at++) {
    await owner.ask("POST", "/api/staff/members/", {
      ...nameOf(at),
      email: `m${at}@${owner.slug}.example`,
      role_id: results[1 + (at % 2)]?.id,
    });
  }
  await trade(owner, 5, 40);
  for (const path of pages) {
    await test.step(path, async () => {
      await page.goto(`/r/${owner.slug}${path}`);
      await expect(page.locator("[aria-hidden].animate-pulse:not(.rounded-full)")).toHaveCount(0);
      await accessible();
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(sideways, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
    });
  }
});

test("a page that there is not says so", async ({ page, owner, accessible }) => {
  await page.goto(`/r/${owner.slug}/nothing`);
  await expect(page.getByText("There is no such page")).toBeVisible();
  await page.goto("/nowhere/at/all");
  await expect(page.getByText("There is no such page")).toBeVisible();
  await accessible();
});

test("the console speaks French, and stays so", async ({ page, owner, accessible }) => {
  await page.goto(`/r/${owner.slug}`);
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Français" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Bonjour");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Bonjour");
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await accessible();
});
