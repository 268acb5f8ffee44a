import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";

/** Debian's Chromium. The tests download no browser. */
export const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

const DIST = join(import.meta.dirname, "../../dist");

export async function launch(): Promise<Browser> {
  // Root has no sandbox for a browser, and a container has a small /dev/shm.
  return chromium.launch({ executablePath: EXECUTABLE, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** What must not happen on any screen: errors, a breach of the policy, a request to another host. */
export class Watch {
  readonly faults: string[] = [];

  async page(context: BrowserContext, origin: string): Promise<Page> {
    const page = await context.newPage();
    if (process.env.PAGE_FROM_DISK !== undefined) await fromDisk(page, origin);
    page.on("pageerror", (error) => this.faults.push(`error: ${error.message}`));
    page.on("console", (message) => {
      // Chromium logs each response that is no success. The page shows those.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
        this.faults.push(`console: ${message.text()}`);
      }
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith("blob:"))
        this.faults.push(`request: ${request.url()}`);
    });
    return page;
  }
}

/** Serves ui/dist in place of the files in the program, with the program's headers: no compiler is needed between two tries. */
async function fromDisk(page: Page, origin: string) {
  await page.route(`${origin}/`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: await readFile(join(DIST, "index.html"), "utf8") });
  });
  await page.route(`${origin}/assets/*`, (route) =>
    route.fulfill({ path: join(DIST, new URL(route.request().url()).pathname) }),
  );
}

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 900 }, locale: "en-GB" };
export const PHONE: BrowserContextOptions = { viewport: { width: 320, height: 640 }, locale: "en-GB", hasTouch: true };
