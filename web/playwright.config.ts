import { defineConfig } from "@playwright/test";

// Debian's Chromium; nothing is downloaded. Each worker has a whole TableTap of its own: see e2e/support/test.ts.
export default defineConfig({
  testDir: "e2e",
  fullyParallel: true,
  workers: 2,
  retries: 0, // one that fails now and then is a bug to find
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  outputDir: "test-results",
  projects: [
    { name: "desktop", use: { viewport: { width: 1440, height: 900 } } },
    // The stories are told on a phone's size as well.
    {
      name: "phone",
      testMatch: /(?:first-launch|staff|billing|overview|suspension|pages|operators)\.spec/,
      use: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    },
  ],
  use: {
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
    // Without animations: a machine that draws without a graphics card spends more time on them than on the stories.
    contextOptions: { reducedMotion: "reduce" },
    locale: "en-GB",
    timezoneId: "Africa/Accra",
    actionTimeout: 15_000,
    screenshot: "only-on-failure",
    trace: process.env.TRACE ? "on" : "off",
  },
});
