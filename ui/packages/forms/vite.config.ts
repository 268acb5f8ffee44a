import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// A platform brings its own React. Everything else that the pieces need is a dependency of this package, so that a platform's bundler
// finds one copy of it.
export default defineConfig({
  plugins: [react()],
  build: {
    lib: { entry: "src/index.ts", formats: ["es"], fileName: "index", cssFileName: "forms" },
    rolldownOptions: {
      external: [/^react($|\/)/, /^react-dom/, /^@rjsf\//, /^i18next/, /^react-i18next/, /^@cfworker\//],
    },
  },
});
