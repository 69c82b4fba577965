import type { Locator, Page } from "@playwright/test";
import { fresh } from "./support/steps";
import { expect, test } from "./support/test";

const most = 80; // presses of Tab on one page

/** Goes on by Tab alone until something has the focus, which has to be seen. */
async function reach(page: Page, target: Locator) {
  await target.waitFor();
  for (let presses = 0; presses < most; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      const outline = await target.evaluate((element) => {
        const style = getComputedStyle(element);
        return style.outlineStyle !== "none" || element.closest("label")?.matches(":has(:focus-visible)");
      });
      expect(outline, "the focus is seen").toBeTruthy();
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`${target} is not reached by Tab`);
}

async function press(page: Page, target: Locator, key = "Enter") {
  await reach(page, target);
  await page.keyboard.press(key);
}

async function type(page: Page, target: Locator, text: string) {
  await reach(page, target);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

test("sign-up, an invitation and the first launch by keyboard alone", async ({ page, context, pos }) => {
  expect(pos).toBeDefined();
  await page.goto("/");
  await press(page, page.getByRole("button", { name: "Sign in", exact: true }));
  await page.getByRole("button", { name: "Sign up" }).waitFor();
  await type(page, page.getByLabel("First name"), "Efua");
  await type(page, page.getByLabel("Last name"), "Quaye");
  await type(page, page.getByLabel("Email"), fresh("efua"));
  await page.keyboard.press("Enter");

  await page.getByRole("heading", { name: "Welcome to TableTap" }).waitFor();
  await type(page, page.getByLabel("Name"), "Efua’s");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "First steps" }).waitFor();

  // The first thing that Tab reaches leads past the navigation.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await press(page, page.getByRole("link", { name: "Skip to the content" }));
  await press(page, page.getByRole("link", { name: "Invite somebody" }));
  const sheet = page.getByRole("dialog", { name: "Invite somebody" });
  await type(page, sheet.getByRole("textbox", { name: "Email" }), fresh("kwesi"));
  await reach(page, sheet.getByLabel("Role"));
  await page.keyboard.type("Wai");
  await press(page, sheet.getByRole("button", { name: "Send the invitation" }));
  await expect(page.getByText("Invited", { exact: true })).toBeVisible();
  await expect(sheet).toBeHidden();

  // Ctrl-K finds people and pages; G and a letter goes there.
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").waitFor();
  await page.keyboard.type("kwesi");
  await expect(page.getByRole("option", { name: /kwesi/i }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.waitForURL("**/tools");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();

  const opened = context.waitForEvent("page");
  await press(page, page.getByRole("button", { name: "Open POS in a new tab" }));
  const tool = await opened;
  await press(tool, tool.getByRole("button", { name: "Take the order" }));
  await expect(tool.getByText("Jollof rice was ordered.")).toBeVisible();
});
