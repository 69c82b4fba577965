import { defineConfig } from "@playwright/test";
import base from "../playwright.config";

export default defineConfig(base, {
  testDir: ".",
  testMatch: "*.shots.ts",
  workers: 1,
  timeout: 600_000,
  outputDir: "../test-results/screenshots",
});
