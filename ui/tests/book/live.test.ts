import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import test, { after, before } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expectAccessible } from "../support/axe.ts";
import { ON_DISK, reading, serve } from "../support/book.ts";
import { PHONE, launch } from "../support/browser.ts";
import { DEMO } from "../support/demo.ts";

/** What Microsoft's cmdlet prints if the app has the right, and a cache still has the old ones. */
const IN_SCOPE = `
RoleName             : Application Mail.Send
AllowedResourceScope : Contoso Email Senders Scope
InScope              : True
`;

const DENIED = `HTTP/1.1 403 Forbidden

{"error": {"code": "ErrorAccessDenied", "message": "Access is denied. Check credentials and try again."}}`;

/** The part of a page that is alive. The rest is mdBook's. */
const LIVE = ".outlook-live";

let browser: Browser;
let server: Server;
let origin: string;
before(async () => {
  browser = await launch();
  [server, origin] = await serve();
});
after(async () => {
  await browser.close();
  server.close();
});

interface Options extends BrowserContextOptions {
  /** Where the book is: served, if nothing else is said. */
  book?: string;
  theme?: string;
}

/** Opens a live page. Afterwards nothing of what was typed must be in the browser's storage. */
function onPage(name: string, run: (page: Page) => Promise<void>, { book = origin, theme, ...options }: Options = {}) {
  return reading(
    browser,
    book,
    async (page) => {
      if (theme !== undefined) {
        await page.addInitScript((chosen) => localStorage.setItem("mdbook-theme", chosen), theme);
      }
      await page.goto(`${book}/send/${name}.html`);
      await page.locator(".of-form").first().waitFor({ state: "attached" });
      assert.equal(await page.locator("input[type=password]").count(), 0, "no secret is asked for");
      await run(page);
      const kept = await page.evaluate(() => [
        document.cookie,
        ...Object.keys(localStorage),
        ...Object.keys(sessionStorage),
      ]);
      assert.deepEqual(
        kept.filter((key) => key !== "" && !MDBOOKS.includes(key)),
        [],
      );
    },
    options,
  );
}

/** What mdBook keeps in the browser: the theme, whether the contents are shown, and how far they are scrolled. */
const MDBOOKS = ["mdbook-theme", "mdbook-sidebar", "sidebar-scroll-offset"];

/** Explains the refusal, hands the output of a check back, and goes to the step of the set-up that the card names. */
async function explained(page: Page) {
  await page.locator("textarea").first().fill(DENIED);
  await page.getByRole("button", { name: "Explain", exact: true }).click();
  await page.getByText("HTTP 403 · the code ErrorAccessDenied").waitFor();
  const card = page.locator(".of-card");
  const first = await card.locator(".of-cause strong").innerText();
  await card.getByLabel("Paste what the checks printed").fill(IN_SCOPE);
  await card.getByText(/^Ranked again\. Most likely/).waitFor();
  assert.notEqual(await card.locator(".of-cause strong").innerText(), first);
  await expectAccessible(page, "explain in the book", LIVE);
  await card.getByRole("button", { name: /^Step \d of the set-up$/ }).click();
  await page.locator(".of-guide details[open]").first().waitFor();
}

test("an error is explained in the browser, ranked again by what a check printed, and leads to a step of the set-up", async () => {
  await onPage("explain", explained);
});

test("the same without a server: the book is opened from a disk", async () => {
  await onPage("explain", explained, { book: ON_DISK });
});

test("the keyboard alone explains an error, and the book's own keys leave the page as it is", async () => {
  await onPage("explain", async (page) => {
    const pasted = page.locator("textarea").first();
    await pasted.focus();
    // The keys of mdBook: next chapter, search, help.
    for (const key of ["ArrowRight", "s", "/", "?"]) await page.keyboard.press(key);
    assert.equal(await pasted.inputValue(), "s/?");
    await pasted.fill(DENIED);
    const explain = page.getByRole("button", { name: "Explain", exact: true });
    for (let stops = 0; stops < 10 && !(await isFocused(page, "Explain")); stops += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    await explain.press("Enter");
    await page.locator(".of-card").waitFor();
    assert.ok(page.url().endsWith("/explain.html"));
    assert.equal(await page.locator("#mdbook-help-popup").isVisible(), false);
  });
});

const isFocused = (page: Page, text: string) =>
  page.evaluate((words) => document.activeElement?.textContent === words, text);

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
    await expectAccessible(page, "set-up in the book", LIVE);
  });
});

test("the pages are readable in mdBook's themes, in letters of 16 pixels", async () => {
  const explain = ["light", "rust", "coal", "navy", "ayu"].map((theme) => ["explain", theme] as const);
  for (const [name, theme] of [...explain, ["set-up-assistant", "navy"] as const]) {
    const look = async (page: Page) => {
      await expectAccessible(page, `${name} in ${theme}`, LIVE);
      const input = page.locator(".of-input").first();
      assert.equal(await input.evaluate((element) => parseFloat(getComputedStyle(element).minHeight)), 44);
      assert.equal(await page.locator(LIVE).evaluate((element) => getComputedStyle(element).fontSize), "16px");
    };
    await onPage(name, look, { theme });
  }
});

test("both pages fit a phone of 320 px", async () => {
  for (const name of ["explain", "set-up-assistant"]) {
    await onPage(
      name,
      async (page) => {
        const width = await page.locator(".content").evaluate((element) => element.scrollWidth - element.clientWidth);
        assert.equal(width, 0, name);
      },
      PHONE,
    );
  }
});
