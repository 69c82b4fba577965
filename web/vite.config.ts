import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compressed } from "./scripts/compressed.ts";

export default defineConfig({
  plugins: [react(), tailwindcss(), compressed()],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  build: {
    outDir: "../internal/console/dist",
    emptyOutDir: true,
    sourcemap: false,
    target: "es2023",
    assetsInlineLimit: 0, // data: is not a source that the policy allows for scripts and fonts
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What every page needs comes in few files: each costs a request, and small ones compress badly.
        codeSplitting: {
          groups: [
            {
              name: "base",
              test: /node_modules\/(?:react|react-dom|scheduler|@tanstack\/(?:react-router|router-core|history|store|react-store|query-core|react-query)|i18next|react-i18next|openapi-fetch|openapi-react-query|clsx|tailwind-merge|class-variance-authority|use-sync-external-store)\//,
            },
            { name: "icons", test: /node_modules\/lucide-react\// },
          ],
        },
      },
    },
  },
  server: { port: 3000, strictPort: true },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
});
