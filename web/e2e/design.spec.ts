import { expect, test } from "./support/test";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(() => {
    test.use({ colorScheme });
    test(`every component is accessible, ${colorScheme}`, async ({ page, accessible }) => {
      await page.goto("/design");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await accessible();
      for (const [button, role] of [
        ["Dialog", "dialog"],
        ["Sheet", "dialog"],
        ["Confirmation", "dialog"],
        ["Menu", "menu"],
      ] as const) {
        await page.getByRole("button", { name: button, exact: true }).click();
        await expect(page.getByRole(role)).toBeVisible();
        await accessible(page, `[role=${role}]`);
        await page.keyboard.press("Escape");
        await expect(page.getByRole(role)).toBeHidden();
      }
      await page.getByRole("button", { name: "Message with undo" }).click();
      await page.getByRole("button", { name: "Undo", exact: true }).click();
      await expect(page.getByText("It is undone.")).toBeVisible();
      await accessible(page, "[aria-label=Messages]");
    });
  });
}
