import { fresh, go, signUp } from "./support/steps";
import { expect, test } from "./support/test";

test("from sign-up to the first order at the POS", async ({ page, context, pos, accessible }) => {
  expect(pos).toBeDefined();
  const email = fresh("abena");
  await page.goto("/");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await signUp(page, "Abena", "Appiah", email);

  await expect(page.getByRole("heading", { name: "Welcome to TableTap" })).toBeVisible();
  await accessible();
  await page.getByLabel("Name").fill("Abena’s Chop Bar");
  await page.getByLabel("Currency").selectOption("GHS");
  await page.getByLabel("Time zone").selectOption("Africa/Accra");
  await page.getByRole("button", { name: "Start" }).click();

  await expect(page.getByRole("heading", { name: "First steps" })).toBeVisible();
  await expect(page.getByText("0 of 3 done")).toBeVisible();
  await accessible();
  await page.getByRole("link", { name: "To the tools" }).click();

  await expect(page.getByRole("heading", { name: "Tools", level: 1 })).toBeVisible();
  await accessible();
  const opened = context.waitForEvent("page");
  await page.getByRole("button", { name: "Open POS in a new tab" }).click();
  const tool = await opened;
  await expect(tool.getByRole("heading", { name: "New order" })).toBeVisible();
  await expect(tool.getByText("Owner")).toBeVisible();
  await tool.getByLabel("Dish").selectOption("Waakye");
  await tool.getByRole("button", { name: "Take the order" }).click();
  await expect(tool.getByText("Waakye was ordered.")).toBeVisible();
  await tool.close();

  await go(page, "Overview");
  await expect(page.getByText("1 of 3 done")).toBeVisible();
  await expect(page.getByText("Waakye")).toBeVisible();
});
