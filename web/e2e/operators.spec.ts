import { signInOperator } from "./support/steps";
import { expect, test } from "./support/test";

const pages = [
  "",
  "/restaurants",
  "/restaurants?health=ok",
  "/restaurants/1",
  "/users",
  "/plans",
  "/subscriptions",
  "/payments",
  "/payments/disputes",
  "/payments/findings",
  "/payments/ledger",
  "/webhooks",
  "/migrations",
  "/keys",
  "/tools",
  "/analytics",
  "/visits",
  "/audit",
];

test("every page of the operators is accessible", async ({ page, server, accessible }, { project }) => {
  test.slow();
  await page.emulateMedia({ colorScheme: project.name === "phone" ? "dark" : "light" });
  await signInOperator(page, server.password);
  for (const path of pages) {
    await test.step(path, async () => {
      await page.goto(`/admin${path}`);
      await expect(page.locator("[aria-hidden].animate-pulse:not(.rounded-full)")).toHaveCount(0);
      await accessible();
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(sideways, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
    });
  }
});
