import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { Person } from "./people";
import { Pos } from "./pos";
import { Server } from "./server";

let signUps = 0;

type Fixtures = {
  /** Somebody who has just signed up, with a restaurant of their own, and is signed in in the browser. */
  owner: Person;
  /** Signs somebody in in the browser. */
  signIn: (person: Person, page?: Page) => Promise<void>;
  /** Fails where axe finds something on the page as it is now. */
  accessible: (page?: Page, within?: string) => Promise<void>;
  watched: undefined;
};

export const test = base.extend<Fixtures, { server: Server; pos: Pos }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its parameters
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],

  pos: [
    async ({ server }, use) => {
      const pos = await Pos.start(server);
      await use(pos);
      await pos.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  // The browser's console stays empty on every page of every test.
  watched: [
    async ({ context }, use) => {
      expected.length = 0;
      const said: string[] = [];
      context.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") said.push(`${message.page()?.url()}: ${message.text()}`);
      });
      context.on("weberror", (error) => said.push(String(error.error())));
      await use(undefined);
      expect(said.filter((line) => !expected.some((known) => known.test(line)))).toEqual([]);
    },
    { auto: true },
  ],

  owner: async ({ server, signIn }, use, info) => {
    signUps += 1;
    const owner = await Person.signUp(server, "Esi", "Owusu", `esi.${info.workerIndex}.${signUps}@example.com`);
    await owner.isAtHome();
    await signIn(owner);
    await use(owner);
  },

  signIn: async ({ page }, use) =>
    use(async (person, at = page) => {
      await at.goto("/session?back=/signed-in");
      await at.getByRole("button", { name: person.email }).click();
      await at.waitForURL("**/signed-in");
    }),

  accessible: async ({ page }, use) =>
    use(async (at = page, within) => {
      await expect(at.getByRole("status", { name: "Loading" })).toBeHidden();
      await at.locator("h1").first().waitFor();
      // No page of ours has frames, for which alone axe would open a page of its own each time.
      const axe = new AxeBuilder({ page: at })
        .setLegacyMode()
        .options({ resultTypes: ["violations"] }) // what passes is described at length otherwise
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
      const { violations } = await (within ? axe.include(within) : axe).analyze();
      expect(violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.map((n) => n.html).join("\n")}`)).toEqual([]);
    }),
});

/** What the browser itself says of a request that a test wants refused. Everything else is a fault. */
const expected: RegExp[] = [];

/** Lets the browser's console say that a request was answered with one of these statuses. */
export const expectStatuses = (...statuses: number[]) => {
  for (const status of statuses) expected.push(new RegExp(`the server responded with a status of ${status} `));
};

export { expect };
