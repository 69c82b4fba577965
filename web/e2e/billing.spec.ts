import { go, payWith } from "./support/steps";
import { expect, test } from "./support/test";

test("an owner chooses a plan, pays, moves up, and cancels", async ({ page, owner, accessible }) => {
  await page.goto(`/r/${owner.slug}`);
  await go(page, "Billing");
  await expect(page.getByText("Free trial", { exact: true })).toBeVisible();
  await accessible();
  await page.getByText("Yearly", { exact: true }).click();
  await expect(page.getByText("a year").first()).toBeVisible();
  await page.getByText("Monthly", { exact: true }).click();
  await page.getByRole("button", { name: "Choose Professional" }).click();
  await page.waitForURL("**/sandbox/paystack/checkout/**");
  await payWith(page, "Succeeds, reusable");

  await expect(page.getByText("Your payment was received")).toBeVisible();
  await expect(page.getByText("Active", { exact: true }).first()).toBeVisible();
  await expect(page.getByText(/Visa ending in 4081/i).first()).toBeVisible();
  await accessible();

  await page.getByRole("button", { name: "Move to Enterprise" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Credit for the rest of Professional")).toBeVisible();
  await accessible();
  await dialog.getByRole("button", { name: /^Pay .* and move$/ }).click();
  await expect(page.getByText(/You are on Enterprise/)).toBeVisible();

  await page.getByRole("button", { name: "Cancel the subscription" }).click();
  await accessible();
  await dialog.getByRole("button", { name: "Cancel with the period" }).click();
  await expect(page.getByText("Nothing more is charged").first()).toBeVisible();
  await page.getByRole("button", { name: "Keep the subscription" }).click();
  await expect(page.getByText("The subscription goes on as before.")).toBeVisible();

  type Paid = { results: { paid_at: string }[] };
  const { results } = await owner.ask<Paid>("GET", "/api/subscriptions/payment/history/?status=success");
  expect(results.map((payment) => payment.paid_at.slice(0, 4))).toEqual(Array(2).fill(String(new Date().getFullYear())));
});

test("an owner whose card is declined hears why, and pays with another", async ({ page, owner, accessible }) => {
  await page.goto(`/r/${owner.slug}/billing`);
  await page.getByRole("button", { name: "Choose Basic" }).click();
  await payWith(page, "Declined");
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByText("Your payment did not go through")).toBeVisible();
  await accessible();
  await page.getByRole("button", { name: "Try again" }).click();
  await payWith(page, "Succeeds, reusable");
  await expect(page.getByText("Your payment was received")).toBeVisible();
});
