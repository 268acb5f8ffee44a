import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import test, { after, before } from "node:test";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expectAccessible } from "../support/axe.ts";
import { DESKTOP, PHONE, launch } from "../support/browser.ts";
import { DEMO } from "../support/demo.ts";

/** The book's sources: mdBook copies what is no Markdown as it is, and the HTML of a page too. */
const BOOK = join(import.meta.dirname, "../../../docs/src");
const TYPES: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html" };

/** How long a test waits for a page. With little else on two cores the three tests took 10 seconds together. */
const PATIENCE_MS = 120_000;

/** What Microsoft's cmdlet prints if the app has the right, and a cache still has the old ones. */
const IN_SCOPE = `
RoleName             : Application Mail.Send
AllowedResourceScope : Contoso Email Senders Scope
InScope              : True
`;

let server: Server;
let browser: Browser;
before(async () => {
  browser = await launch();
  server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://book").pathname);
    void fileOf(path).then(
      (content) => response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream").end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
after(async () => {
  await browser.close();
  server.close();
});

/** Returns a file as a plain web server has it. A page is the HTML of its Markdown in a theme of the book. */
async function fileOf(path: string): Promise<string | Buffer> {
  if (!path.endsWith(".html")) return readFile(join(BOOK, path));
  const markdown = await readFile(join(BOOK, path.replace(/\.html$/, ".md")), "utf8");
  const title = /^# (.*)$/m.exec(markdown)?.[1] ?? "";
  const html = [...markdown.matchAll(/^<div[\s\S]*?<\/div>$|^<link .*>$|^<script .*<\/script>$/gm)].map(
    ([part]) => part,
  );
  assert.equal(html.length, 3, path);
  return `<!doctype html><html lang="en" class="light"><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width">
    <script>document.addEventListener("keydown", ({ key }) => key === "ArrowRight" && location.assign("page.html"));</script>
    <body><main><h1>${title}</h1>${html.join("\n")}</main></body></html>`;
}

/** Opens a page of the book. Afterwards nothing must have been asked of a host but files of the book, before the page was ready. */
async function onPage(name: string, run: (page: Page) => Promise<void>, options: BrowserContextOptions = DESKTOP) {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = await browser.newContext(options);
  const page = await context.newPage();
  // The browser compiles the component, and the machine may be busy.
  page.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  let isReady = false;
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (url.startsWith("blob:")) return;
    if (request.method() !== "GET" || !url.startsWith(`${origin}/`)) faults.push(`${request.method()} ${url}`);
    if (isReady && !request.isNavigationRequest() && !/\/live\/|favicon/.test(url)) faults.push(`late: ${url}`);
  });
  try {
    await page.goto(`${origin}/send/${name}.html`);
    await page.locator(".of-form").first().waitFor();
    isReady = true;
    assert.equal(await page.locator("input[type=password]").count(), 0, "no secret is asked for");
    await run(page);
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

test("an error is explained in the browser, ranked again by what a check printed, and leads to a step of the set-up", async () => {
  await onPage("explain", async (page) => {
    const body = {
      error: { code: "ErrorAccessDenied", message: "Access is denied. Check credentials and try again." },
    };
    await page
      .locator("textarea")
      .first()
      .fill(`HTTP/1.1 403 Forbidden\n\n${JSON.stringify(body)}`);
    // The book's own key for the next page.
    await page.locator("textarea").first().press("ArrowRight");
    await page.getByRole("button", { name: "Explain", exact: true }).click();
    await page.getByText("HTTP 403 · the code ErrorAccessDenied").waitFor();
    const card = page.locator(".of-card");
    const first = await card.locator(".of-cause strong").innerText();
    await card.getByLabel("Paste what the checks printed").fill(IN_SCOPE);
    await card.getByText(/^Ranked again\. Most likely/).waitFor();
    assert.notEqual(await card.locator(".of-cause strong").innerText(), first);
    await expectAccessible(page, "explain in the book");
    await card.getByRole("button", { name: /^Step \d of the set-up$/ }).click();
    await page.locator(".of-guide details[open]").first().waitFor();
  });
});

test("the set-up assistant fills values into the steps and the script, and names a field that is refused", async () => {
  await onPage("set-up-assistant", async (page) => {
    assert.equal(await page.locator(".of-guide > ol > li").count(), 8);
    const step = (number: number) => page.locator(`#step-${number}`);
    await step(4).locator("summary").first().click();
    await step(4).getByLabel("Directory (tenant) ID").fill(DEMO.client);
    await step(4).getByLabel("Application (client) ID").fill(DEMO.client);
    await step(4).locator("summary").getByText("needs a change").waitFor();
    await step(4).getByLabel("Directory (tenant) ID").fill(DEMO.tenant);
    await step(4).getByText("needs a change").waitFor({ state: "detached" });
    await step(7).locator("summary").first().click();
    await step(7).getByLabel("Name of the group").fill("Contoso senders");
    await step(7).getByLabel("Mailboxes").fill(`${DEMO.mailbox},`);
    await step(7).getByLabel("Mailboxes").blur();
    await step(7).locator(".of-script pre").getByText(DEMO.mailbox, { exact: false }).waitFor({ state: "attached" });
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download outlook-app.ps1" }).click();
    const script = await readFile(await (await download).path(), "utf8");
    assert.ok(script.includes("Contoso senders") && script.includes(DEMO.tenant) && script.includes(DEMO.mailbox));
    await expectAccessible(page, "set-up in the book");
  });
});

test("both pages fit a phone of 320 px", async () => {
  for (const name of ["explain", "set-up-assistant"]) {
    await onPage(
      name,
      async (page) => {
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 320, `${name}: ${width}`);
      },
      PHONE,
    );
  }
});
