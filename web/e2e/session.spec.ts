import { fresh, signUp } from "./support/steps";
import { expect, expectStatuses, test } from "./support/test";

test("a token that has expired is renewed unseen", async ({ page, owner, context }) => {
  await page.goto("/new");
  await page.getByLabel("Name").fill("Chez Esi");
  await context.clearCookies({ name: "__session" });
  expectStatuses(401);
  await page.getByRole("button", { name: "Open the restaurant" }).click();
  await page.waitForURL("**/r/chez-esi**");
  expect(await context.cookies()).toContainEqual(expect.objectContaining({ name: "__session" }));
  expect(owner.slug).not.toBe("chez-esi");
});

test("somebody whose sign-in has ended signs in again beside the page, and what they sent is sent", async ({
  page,
  owner,
  context,
  accessible,
}) => {
  await page.goto("/new");
  await page.getByLabel("Name").fill("Esi’s second place");
  await context.clearCookies();
  expectStatuses(401);
  await page.getByRole("button", { name: "Open the restaurant" }).click();
  await expect(page.getByRole("dialog", { name: "You have been signed out" })).toBeVisible();
  await accessible();
  const opened = page.waitForEvent("popup");
  await page.getByRole("button", { name: "Sign in again" }).click();
  const popup = await opened;
  await Promise.all([popup.waitForEvent("close"), popup.getByRole("button", { name: owner.email }).click()]);
  await page.getByRole("button", { name: "I have signed in" }).click();
  await page.waitForURL("**/r/esi-s-second-place**");
});

test("what is sent while there is no network waits, and what was typed stays", async ({ page, owner, context }) => {
  await page.goto("/new");
  await page.getByLabel("Name").fill("A place by the sea");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Open the restaurant" }).click();
  await expect(page.getByText("You are offline.")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("A place by the sea");
  await context.setOffline(false);
  await page.waitForURL("**/r/a-place-by-the-sea**");
  expect(owner.slug).not.toBe("a-place-by-the-sea");
});

test("what the API says of a field is shown at the field", async ({ page, owner, accessible }) => {
  await page.goto("/new");
  await page.getByRole("button", { name: "Open the restaurant" }).click();
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/Fill this in/);
  expect(owner.slug).toBeTruthy();
  await accessible();
});

test("a page that nobody is signed in for leads to sign in, and back", async ({ page, server, accessible }) => {
  await page.goto("/new");
  await page.waitForURL("**/sign-in?back=%2Fnew");
  await accessible();
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: "Akua" }).click();
  await page.waitForURL(`${server.url}/new`);
  await expect(page.getByRole("heading", { name: "Open a restaurant" })).toBeVisible();
});

test("a superuser signs in with a password, and out", async ({ page, server, accessible }) => {
  await page.goto("/admin");
  await page.waitForURL("**/admin/sign-in**");
  await accessible();
  await page.getByLabel("Email").fill("operator@tabletap.localhost");
  await page.getByLabel("Password").fill("not this one");
  expectStatuses(401, 400, 403);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Password").fill(server.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Right now", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL(/sign-out|sign-in/);
  await page.goto("/admin");
  await page.waitForURL("**/admin/sign-in**");
});

test("whoever signs up waits a moment for the restaurant that comes of it", async ({ page }) => {
  let made = false;
  await page.route(/\/api\/tenants\/\?/, (route) =>
    made ? route.continue() : route.fulfill({ json: { count: 0, next: null, previous: null, results: [] } }),
  );
  await page.goto("/");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await signUp(page, "Adwoa", "Boateng", fresh("adwoa"));
  await expect(page.getByRole("heading", { name: "One moment" })).toBeVisible();
  made = true;
  await expect(page.getByRole("heading", { name: "Welcome to TableTap" })).toBeVisible();
});
