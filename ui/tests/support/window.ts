import assert from "node:assert/strict";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { DESKTOP, Watch, launch } from "./browser.ts";
import { Program } from "./program.ts";

/** How long a test waits for the page. A step of the emulator takes milliseconds; the machine may be busy. */
const PATIENCE_MS = 20_000;

let browser: Browser | undefined;

/** A window of the page, signed in. */
export interface Window {
  page: Page;
  program: Program;
  watch: Watch;
  /** Goes to a screen by its address. */
  go: (path: string) => Promise<void>;
}

/** Runs a test in a window over a program of its own. Afterwards nothing must have gone wrong in the browser. */
export async function inWindow(
  run: (window: Window) => Promise<void>,
  options: BrowserContextOptions = DESKTOP,
  world?: string,
) {
  browser ??= await launch();
  const program = await Program.start(world);
  const context = await browser.newContext({ ...options, permissions: ["clipboard-read", "clipboard-write"] });
  const watch = new Watch();
  try {
    const page = await watch.page(context, program.origin);
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(program.link);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const go = async (path: string) => {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, path);
      await page.getByRole("heading", { level: 1 }).waitFor();
    };
    await run({ page, program, watch, go });
    assert.deepEqual(watch.faults, []);
  } finally {
    await context.close();
    await program.stop();
  }
}

export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}
