import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // `source` reads the forms' TypeScript, so that the page needs no earlier build of them.
  resolve: { conditions: ["source", "browser", "module", "import", "default"] },
  build: {
    outDir: "../../dist",
    emptyOutDir: true,
    // The page's policy allows no data: URL. Every asset is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/v1": "http://127.0.0.1:7700", "/ui": "http://127.0.0.1:7700" } },
});
