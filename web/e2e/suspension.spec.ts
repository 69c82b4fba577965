import { go, signInOperator } from "./support/steps";
import { expect, expectStatuses, test } from "./support/test";

test("a superuser suspends a restaurant, and its owner sees why", async ({ page, owner, server, browser, accessible }) => {
  const slow = { timeout: 20_000 };
  await page.goto(`/r/${owner.slug}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  const operators = await browser.newContext({ baseURL: server.url, viewport: page.viewportSize() });
  const operator = await operators.newPage();
  await signInOperator(operator, server.password);
  await accessible(operator);
  await go(operator, "Restaurants");
  await operator.getByRole("searchbox").fill(owner.slug);
  await accessible(operator);
  await operator
    .getByRole("link", { name: /Esi Owusu/ })
    .first()
    .click();
  await operator.getByRole("button", { name: "Suspend" }).click();
  await accessible(operator);
  await operator.getByLabel("Reason").fill("Your last three payments were disputed. Write to support@tabletap.example.");
  await operator.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await expect(operator.getByText(/is suspended/).first()).toBeVisible();
  await accessible(operator);

  // The owner's page says so at once, why, and what still works.
  expectStatuses(403);
  await page.reload();
  await expect(page.getByText(/This restaurant has been suspended since/)).toBeVisible(slow);
  await expect(page.getByText("Your last three payments were disputed.").first()).toBeVisible();
  await accessible();
  await go(page, "Billing");
  await expect(page.getByRole("heading", { name: /^Your plan/ })).toBeVisible();
  await go(page, "Audit log");
  await expect(
    page
      .getByText(/suspended/i)
      .and(page.locator(":visible"))
      .nth(1),
  ).toBeVisible();
  await accessible();
  expect((await owner.send("POST", "/api/tools/sso/generate/", { tool_id: 1 })).status).toBe(403);

  await operator.getByRole("button", { name: "Lift the suspension" }).click();
  const dialog = operator.getByRole("dialog");
  if (await dialog.isVisible()) await dialog.getByRole("button", { name: "Lift the suspension" }).click();
  await expect(operator.getByText(/works again/)).toBeVisible();
  await page.goto(`/r/${owner.slug}`);
  await expect(page.getByText(/This restaurant has been suspended since/)).toBeHidden(slow);
  await operators.close();
});

test("an operator visits a restaurant for a reason and a while, and its log says so", async ({
  page,
  owner,
  server,
  browser,
  accessible,
}) => {
  const operators = await browser.newContext({ baseURL: server.url, viewport: page.viewportSize() });
  const operator = await operators.newPage();
  await signInOperator(operator, server.password);
  await operator.goto(`/admin/restaurants/${owner.tenantId}`);
  await operator.getByRole("button", { name: "Open as a visitor" }).click();
  await operator.getByLabel("Reason").fill("The owner asked about a missing order.");
  await operator.getByRole("dialog").getByRole("button", { name: "Begin the visit" }).click();
  await operator.waitForURL(`**/r/${owner.slug}`);
  await expect(operator.getByText(/You are visiting until/)).toBeVisible();
  await accessible(operator);
  await operator.getByRole("button", { name: "End the visit" }).click();
  await operator.waitForURL("**/admin");

  await page.goto(`/r/${owner.slug}/audit`);
  await expect(page.getByText("The owner asked about a missing order.").or(page.getByText(/visit/i)).first()).toBeVisible();
  await operators.close();
});
