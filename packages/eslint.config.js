import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["**/dist", "node/wasm", "node/src/contract"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./node-red/tsconfig.build.json", "./n8n/tsconfig.build.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  // TypeScript knows the names of Node.js.
  { files: ["**/*.mjs"], rules: { "no-undef": "off" } },
  // `test` of node:test returns a promise that the runner awaits.
  { files: ["**/*.test.ts", "**/*.test.mts"], rules: { "@typescript-eslint/no-floating-promises": "off" } },
);
