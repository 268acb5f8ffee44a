import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** mdBook makes 1 rem of 10 pixels, and the pieces reckon with 16. */
const BOOKS_REM = 1.6;

/** The two live pages of the book: one script, with its style and the component inside. */
export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ["source", "browser", "module", "import", "default"] },
  css: {
    postcss: {
      plugins: [
        {
          postcssPlugin: "rem-of-the-book",
          // Not `Declaration`: PostCSS would visit what has changed once more.
          Once(sheet) {
            sheet.walkDecls((declaration) => {
              declaration.value = declaration.value.replaceAll(
                /([\d.]+)rem\b/g,
                (_, size: string) => `calc(${size}rem * ${BOOKS_REM})`,
              );
            });
          },
        },
      ],
    },
  },
  build: {
    outDir: "../../../docs/src/live",
    emptyOutDir: true,
    // One classic script: a browser loads neither modules nor WebAssembly from a disk.
    assetsInlineLimit: () => true,
    modulePreload: false,
    chunkSizeWarningLimit: 4000,
    // The first versions with `light-dark()`. What stands in for it elsewhere follows the system, and not the theme of the book.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    rolldownOptions: {
      input: { live: "src/main.tsx" },
      output: { format: "iife", entryFileNames: "[name].js" },
    },
  },
});
