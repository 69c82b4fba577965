import { defineConfig } from "@playwright/test";
import base from "../playwright.config";

export default defineConfig(base, {
  testDir: ".",
  testMatch: "*.bench.ts",
  projects: [],
  workers: 1,
  timeout: 600_000,
  reporter: [["line"]],
  outputDir: "../test-results/bench",
});
