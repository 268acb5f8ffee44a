import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The two live pages of the book: one script with its style and the component's modules, beside the pages. */
export default defineConfig({
  plugins: [react()],
  base: "./",
  resolve: { conditions: ["source", "browser", "module", "import", "default"] },
  build: {
    outDir: "../../../docs/src/live",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { live: "src/main.tsx" },
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
});
