import { expect, type Page } from "@playwright/test";

/** Goes to a page of the navigation: beside the pages, or below them and behind More on a phone. */
export async function go(page: Page, name: string) {
  const link = page.getByRole("link", { name, exact: true }).and(page.locator(":visible")).first();
  await page.locator("nav:visible").first().waitFor();
  if (!(await link.isVisible())) await page.getByRole("button", { name: "More", exact: true }).click();
  const before = await page.title();
  await link.click();
  await expect(page, `the page ${name}`).not.toHaveTitle(before);
  await expect(page.getByRole("dialog")).toBeHidden();
}

/** Signs up at the stand-in for Clerk, whose page is open. */
export async function signUp(page: Page, firstName: string, lastName: string, email: string) {
  await page.getByLabel("First name").fill(firstName);
  await page.getByLabel("Last name").fill(lastName);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Sign up" }).click();
}

/** Pays on the page of Paystack's stand-in with one of its test cards. */
export async function payWith(page: Page, card: string) {
  await page.getByRole("link", { name: card }).first().click();
  await page.getByRole("button", { name: /^Pay / }).click();
}

/** An address that no other test has. */
export function fresh(name: string): string {
  return `${name}.${Date.now().toString(36)}${Math.floor(Math.random() * 1e6)}@example.com`;
}

/** Signs a superuser in, and waits for their first page. */
export async function signInOperator(page: Page, password: string) {
  await page.goto("/admin/sign-in");
  await page.getByLabel("Email").fill("operator@tabletap.localhost");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Right now", level: 1 })).toBeVisible();
}
