import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compressed } from "./scripts/compressed";

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
  },
  server: { port: 3000, strictPort: true },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
});
