import assert from "node:assert/strict";
import test, { after } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expectAccessible, figures } from "../support/axe.ts";
import { DESKTOP, PHONE } from "../support/browser.ts";
import { DEMO } from "../support/demo.ts";
import { connect, openStep, tested } from "../support/steps.ts";
import { closeBrowser, inWindow, type Window } from "../support/window.ts";

after(async () => {
  console.log(`axe: ${figures.screens} screens, ${figures.passes} rules passed, ${figures.violations} violated`);
  await closeBrowser();
});

/** Shows every screen in the states that differ, and looks at each. */
async function everyScreen({ page, go }: Window, look: (what: string) => Promise<void>) {
  await look("start without connections");
  await go("/connect");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await look("connect with errors");
  await connect(page, "contoso");
  await tested(page);
  await look("test that passed");
  await page.getByRole("button", { name: "Send a test mail" }).click();
  await look("question before a test mail");
  await page.keyboard.press("Escape");
  await go("/connections/contoso");
  await look("saved connection");
  await go("/connect");
  await connect(page, "outside", { mailbox: DEMO.otherMailbox });
  await tested(page);
  for (const fold of await page.locator(".of-card details > summary").all()) await fold.click();
  await look("test that failed");
  await go("/connections/contoso/send");
  await page.getByLabel("To", { exact: true }).fill("alex@contoso.com;megan@contoso.com;wrong,");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "report.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(2000) });
  for (const fold of await page.locator(".of-form summary").all()) await fold.click();
  await page.getByRole("button", { name: "Add: Headers" }).click();
  await look("send");
  await page.getByRole("button", { name: "Remove wrong" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".pg-receipt").waitFor();
  await look("receipt");
  await page.getByText("Send this mail from elsewhere").click();
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    await look(`receipt, ${await tab.innerText()}`);
  }
  await go("/explain");
  await page.locator("textarea").first().fill("AADSTS7000215: Invalid client secret provided.");
  await page.getByRole("button", { name: "Explain" }).click();
  await page.locator(".of-card").waitFor();
  await look("explain");
  await go("/setup");
  await page.locator("#step-8").waitFor();
  await look("set-up assistant, first step");
  for (let number = 1; number <= 8; number += 1) await openStep(page, number);
  for (const fold of await page.locator(".of-guide-step details > summary").all()) await fold.click();
  await look("set-up assistant, everything open");
  await page.locator("#step-4").getByLabel("Directory (tenant) ID").fill(DEMO.tenant);
  await page.locator("#step-4").getByRole("button", { name: "Done, next step" }).click();
  await look("set-up assistant, a step is done");
  await go("/history");
  await page.getByRole("row").nth(1).waitFor();
  await look("history");
  await go("/log");
  await page.getByRole("row").nth(1).waitFor();
  await look("requests");
  await go("/");
  await look("start");
}

const THEMES: [string, BrowserContextOptions][] = [
  ["light", { ...DESKTOP, colorScheme: "light" }],
  ["dark", { ...DESKTOP, colorScheme: "dark" }],
];
for (const [theme, options] of THEMES) {
  test(`axe finds nothing on any screen, ${theme}`, async () => {
    await inWindow((window) => everyScreen(window, (what) => expectAccessible(window.page, `${what}, ${theme}`)), {
      ...options,
      reducedMotion: "reduce",
    });
  });
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test("nothing is wider than a phone of 320 px, and axe finds nothing there", async () => {
  await inWindow(async (window) => {
    await everyScreen(window, async (what) => {
      assert.ok((await overflow(window.page)) <= 0, `${what} scrolls sideways`);
      await expectAccessible(window.page, `${what}, phone`);
    });
  }, PHONE);
});

test("text of twice the size fits", async () => {
  await inWindow(
    async (window) => {
      await everyScreen(window, async (what) =>
        assert.ok((await overflow(window.page)) <= 0, `${what} scrolls sideways`),
      );
    },
    // 200 % zoom of 1280 px: half the width, twice the pixels.
    { ...DESKTOP, viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
  );
});
