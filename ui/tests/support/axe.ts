import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import type { AxeResults } from "axe-core";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** How many screens were checked, and how many rules passed on them. */
export const figures = { screens: 0, passes: 0, violations: 0 };

/** Checks the page as it is, or a part of it, with all of axe's rules, the best practices included. */
export async function expectAccessible(page: Page, what: string, part = ":root"): Promise<void> {
  // The page's policy forbids scripts from elsewhere. The debugger's evaluation is not bound by it.
  await page.evaluate(source);
  const results = await page.evaluate(async (context) => {
    interface Axe {
      run: (context: string, options: object) => Promise<AxeResults>;
    }
    const { axe } = globalThis as unknown as { axe: Axe };
    // Not fetched once more: the style sheets of a page on a disk cannot be.
    return axe.run(context, { preload: false });
  }, part);
  figures.screens += 1;
  figures.passes += results.passes.length;
  figures.violations += results.violations.length;
  const found = results.violations.map(
    (v) => `${v.id}: ${v.help}\n${v.nodes.map((n) => `  ${n.html}\n  ${n.failureSummary ?? ""}`).join("\n")}`,
  );
  assert.deepEqual(found, [], `axe on ${what}`);
}
