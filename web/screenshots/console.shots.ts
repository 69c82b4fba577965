import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext } from "@playwright/test";
import { nameOf, trade } from "../e2e/support/data";
import { Person } from "../e2e/support/people";
import type { Server } from "../e2e/support/server";
import { signInOperator } from "../e2e/support/steps";
import { test } from "../e2e/support/test";

// `make screenshots` writes the pictures that README shows. With ALL=1 it writes every page at every size, light and dark, with no data,
// little and much, to web/test-results/all, to be looked at.

const readme = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
const everything = fileURLToPath(new URL("../test-results/all/", import.meta.url));

const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const schemes = ["light", "dark"] as const;
type Size = keyof typeof sizes;
type Scheme = (typeof schemes)[number];

const pages: Record<string, string> = {
  overview: "",
  members: "/staff",
  invite: "/staff?invite=true",
  roles: "/staff/roles",
  role: "/staff/roles/2",
  tools: "/tools",
  access: "/tools/access",
  billing: "/billing",
  analytics: "/analytics",
  events: "/analytics/events",
  audit: "/audit",
  settings: "/settings",
};

/** Those that README shows. */
const shown: [page: string, size: Size, scheme: Scheme][] = [
  ["overview", "wide", "light"],
  ["overview", "wide", "dark"],
  ["members", "wide", "light"],
  ["role", "wide", "light"],
  ["billing", "wide", "light"],
  ["analytics", "wide", "light"],
  ["overview", "phone", "dark"],
];

const operators: Record<string, string> = {
  problems: "/admin",
  restaurants: "/admin/restaurants",
  restaurant: "/admin/restaurants/1",
  users: "/admin/users",
  payments: "/admin/payments",
  subscriptions: "/admin/subscriptions",
  plans: "/admin/plans",
  webhooks: "/admin/webhooks",
  migrations: "/admin/migrations",
  keys: "/admin/keys",
  catalogue: "/admin/tools",
  platform: "/admin/analytics",
  visits: "/admin/visits",
  log: "/admin/audit",
};

/** A restaurant that has been open for a while. */
async function busy(owner: Person, people: number, days: number, perDay: number) {
  await owner.ask("PATCH", `/api/tenants/${owner.tenantId}/`, {
    name: "Mama’s Kitchen",
    settings: { welcomed: true, checklist_dismissed: true },
  });
  const { results } = await owner.ask<{ results: { id: number; name: string }[] }>("GET", "/api/staff/roles/");
  for (let at = 0; at < people; at++) {
    const role = results[1 + (at % (results.length - 1))];
    const name = nameOf(at * 7);
    await owner.ask("POST", "/api/staff/members/", {
      ...name,
      email: `person${at}@mamas.example`,
      role_id: role?.id,
      department: at % 3 ? "Service" : "Kitchen",
    });
  }
  await trade(owner, days, perDay);
}

async function browserFor(
  browser: Browser,
  url: string,
  email: string,
  size: Size,
  scheme: Scheme,
  locale: string,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: sizes[size],
    colorScheme: scheme,
    locale,
    timezoneId: "Africa/Accra",
    reducedMotion: "reduce",
    ...(size === "phone" && { deviceScaleFactor: 2, isMobile: true, hasTouch: true }),
  });
  const page = await context.newPage();
  await page.goto("/session?back=/signed-in");
  await page.getByRole("button", { name: email }).click();
  await page.waitForURL("**/signed-in");
  await page.close();
  return context;
}

async function operatorsBrowser(browser: Browser, server: Server, size: Size, scheme: Scheme): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: sizes[size],
    colorScheme: scheme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await signInOperator(page, server.password);
  await page.close();
  return context;
}

async function shoot(context: BrowserContext, path: string, file: string) {
  const page = await context.newPage();
  await page.goto(path);
  await page.waitForLoadState("load");
  await page.locator("h1").waitFor();
  await page.waitForFunction(() => document.querySelectorAll("[aria-hidden].animate-pulse:not(.rounded-full)").length === 0);
  await page.waitForFunction(() => document.fonts.status === "loaded");
  // What has just come is drawn a frame later, and what appears has to have appeared.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((one) => one.playState !== "running" || one.effect?.getComputedTiming().iterations === Infinity),
  );
  await page.screenshot({ path: file, animations: "disabled" });
  await page.close();
}

test("screenshots", async ({ browser, server }) => {
  const none = await Person.signUp(server, "Yaa", "Asante", "yaa@no-data.example");
  await none.isAtHome();
  const much = await Person.signUp(server, "Ama", "Mensah", "ama@mamas.example");
  await busy(much, 30, 60, 140);

  if (!process.env.ALL) {
    for (const [name, size, scheme] of shown) {
      const context = await browserFor(browser, server.url, much.email, size, scheme, "en-GB");
      await shoot(context, `/r/${much.slug}${pages[name]}`, `${readme}${size === "phone" ? "phone" : name}-${scheme}.png`);
      await context.close();
    }
    const context = await operatorsBrowser(browser, server, "wide", "dark");
    await shoot(context, "/admin/restaurants", `${readme}restaurants-dark.png`);
    await context.close();
    return;
  }

  const little = await Person.signUp(server, "Kojo", "Owusu", "kojo@little.example");
  await busy(little, 2, 2, 20);
  for (const [amount, owner] of Object.entries({ none, little, much })) {
    for (const size of Object.keys(sizes) as Size[]) {
      for (const scheme of schemes) {
        const context = await browserFor(browser, server.url, owner.email, size, scheme, scheme === "dark" ? "fr" : "en-GB");
        for (const [name, path] of Object.entries(pages)) {
          await shoot(context, `/r/${owner.slug}${path}`, `${everything}${name}-${amount}-${size}-${scheme}.png`);
        }
        await context.close();
      }
    }
  }
  for (const size of Object.keys(sizes) as Size[]) {
    for (const scheme of schemes) {
      const context = await operatorsBrowser(browser, server, size, scheme);
      for (const [name, path] of Object.entries(operators)) {
        await shoot(context, path, `${everything}admin-${name}-${size}-${scheme}.png`);
      }
      await context.close();
    }
  }
});
