import { defineConfig } from "@playwright/test";
import base from "../playwright.config";

const launch = base.use?.launchOptions;

export default defineConfig(base, {
  testDir: ".",
  testMatch: "*.shots.ts",
  workers: 1,
  timeout: 600_000,
  outputDir: "../test-results/screenshots",
  // The browser's own inputs, such as those of dates, follow its language and not the pages'. Debian's has others than American English
  // where chromium-l10n is installed.
  use: {
    launchOptions: { ...launch, args: [...(launch?.args ?? []), "--lang=en-GB"], env: { ...process.env, LANGUAGE: "en_GB" } },
  },
});
