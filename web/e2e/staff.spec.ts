import { fresh, go, signUp } from "./support/steps";
import { expect, expectStatuses, test } from "./support/test";

test("somebody is invited, comes, is kept out of a tool, and refused", async ({ page, owner, server, browser, accessible }) => {
  const email = fresh("nana");
  await page.goto(`/r/${owner.slug}`);
  await go(page, "Staff");
  await accessible();
  await page.getByRole("button", { name: "Invite", exact: true }).first().click();
  const sheet = page.getByRole("dialog", { name: "Invite somebody" });
  await accessible();
  await sheet.getByRole("textbox", { name: "Email" }).fill("nobody");
  await sheet.getByLabel("Role").selectOption({ label: "Waiter" });
  await expectRefusedField();
  await sheet.getByRole("textbox", { name: "Email" }).fill(email);
  await sheet.getByRole("textbox", { name: "First name" }).fill("Nana");
  await sheet.getByRole("button", { name: "Send the invitation" }).click();
  await expect(page.getByRole("table").getByText(email)).toBeVisible();
  await expect(page.getByText("Invited", { exact: true })).toBeVisible();

  // Nana follows the link of the email, in a browser of their own.
  const theirs = await browser.newContext({ baseURL: server.url, viewport: page.viewportSize() });
  const nana = await theirs.newPage();
  await nana.goto(await linkFor(email));
  await signUp(nana, "Nana", "Adjei", email);
  await nana.goto("/");
  await expect(nana.getByRole("heading", { level: 1 })).toContainText("Nana");
  await expect(nana.getByText("Billing")).toBeHidden();
  await accessible(nana);
  await go(nana, "Tools");
  await expect(nana.getByText("You have no access yet.").first()).toBeVisible();
  await accessible(nana);

  // The owner lets Nana into the POS, and out again.
  await go(page, "Tools");
  await page.getByRole("link", { name: "Who may open what" }).click();
  await accessible();
  const access = page.getByRole("switch", { name: /^POS for Nana/ });
  await access.click();
  await expect(page.getByText(/^Nana.* may open POS\.$/)).toBeVisible();
  await nana.reload();
  await expect(nana.getByRole("button", { name: "Open POS in a new tab" })).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await nana.reload();
  await expect(nana.getByRole("button", { name: "Open POS in a new tab" })).toBeHidden();

  // A page that the role does not show is refused by its address too.
  await nana.goto(`/r/${owner.slug}/billing`);
  await expect(nana.getByText("Only the owner sees the bills")).toBeVisible();
  await accessible(nana);

  // Deactivated, Nana is out at once.
  await go(page, "Staff");
  await page.getByRole("button", { name: /^Actions for Nana/ }).click();
  await page.getByRole("menuitem", { name: "Deactivate" }).click();
  await expect(page.getByText(/^Nana.* is deactivated\.$/)).toBeVisible();
  await nana.goto(`/r/${owner.slug}/tools`);
  await expect(nana.getByText("This is not here")).toBeVisible();
  await theirs.close();

  async function expectRefusedField() {
    expectStatuses(400, 404);
    await sheet.getByRole("button", { name: "Send the invitation" }).click();
    await expect(sheet.getByRole("textbox", { name: "Email" })).toHaveAttribute("aria-invalid", "true");
    await accessible();
  }

  async function linkFor(address: string): Promise<string> {
    let url = "";
    await expect(async () => {
      const response = await fetch(
        `${server.url}/sandbox/clerk/v1/invitations?status=pending&email_address=${encodeURIComponent(address)}`,
        {
          headers: { Authorization: "Bearer sk_test_sandbox" },
        },
      );
      const [found] = (await response.json()) as { url: string }[];
      url = found?.url ?? "";
      expect(url).not.toBe("");
    }).toPass();
    return url;
  }
});

test("a role is made, permission by permission", async ({ page, owner, accessible }) => {
  await page.goto(`/r/${owner.slug}/staff/roles`);
  await accessible();
  await page.getByRole("link", { name: "New role" }).click();
  await page.getByLabel("Name").fill("Bookkeeper");
  await accessible();
  await page
    .getByRole("switch", { name: /See figures|analytics/i })
    .first()
    .click();
  await page.getByRole("button", { name: /^(Save|Create)/ }).click();
  await page.waitForURL("**/staff/roles");
  await expect(page.getByText("Bookkeeper").first()).toBeVisible();
  const { results } = await owner.ask<{ results: { name: string; permissions: Record<string, unknown> }[] }>(
    "GET",
    "/api/staff/roles/",
  );
  expect(results.find((role) => role.name === "Bookkeeper")?.permissions).toMatchObject({ "analytics.view": true });
});
