import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { DESKTOP } from "./browser.ts";

/** The book as mdBook wrote it, with the live pages' script: `cargo xtask book`. */
export const BOOK = process.env.OUTLOOK_BOOK ?? join(import.meta.dirname, "../../../target/book");

/** The book on a disk, as a browser names it. */
export const ON_DISK = pathToFileURL(BOOK).href;

const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

/** How long a test waits for a page: the browser compiles the component, and the machine may be busy. */
const PATIENCE_MS = 120_000;

/** Serves the book as a plain web server does. Returns the server and its origin. */
export async function serve(): Promise<[Server, string]> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://book");
    void readFile(join(BOOK, pathname)).then(
      (content) =>
        response.setHeader("content-type", TYPES[extname(pathname)] ?? "application/octet-stream").end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
}

/** Opens a window in which pages of the book are read. Afterwards nothing must have gone wrong, and only files of the book been read. */
export async function reading(
  browser: Browser,
  book: string,
  run: (page: Page) => Promise<void>,
  options: BrowserContextOptions = DESKTOP,
) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("request", (request) => {
    const url = request.url();
    // The component's modules are in the script. What the page hands to the reader is a blob.
    if (/^(blob|data):/.test(url)) return;
    if (request.method() !== "GET" || !url.startsWith(`${book}/`) || url.includes("?")) {
      faults.push(`${request.method()} ${url}`);
    }
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
  });
  try {
    await run(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}
