/** Takes pictures of every screen: light, dark, on a phone. They stay out of the repository. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { DESKTOP, PHONE, Watch, launch } from "./support/browser.ts";
import { DEMO } from "./support/demo.ts";
import { Program } from "./support/program.ts";
import { openStep } from "./support/steps.ts";

/** Fills in a connection in any language. */
async function connect(page: Page, name: string, mailbox: string) {
  await page.locator(".pg-panel input.of-input").first().fill(name);
  for (const [field, value] of [
    ["tenant_id", DEMO.tenant],
    ["client_id", DEMO.client],
    ["client_secret", DEMO.secret],
    ["mailbox", mailbox],
  ] as const) {
    await page.locator(`input[id$=_${field}]`).first().fill(value);
  }
  await page.click("button[type=submit]");
}

const FOLDER = join(import.meta.dirname, "../screenshots");
await mkdir(FOLDER, { recursive: true });
const only = process.argv[2];
const browser = await launch();
for (const [look, options] of [
  ["light", DESKTOP],
  ["dark", { ...DESKTOP, colorScheme: "dark" as const }],
  ["phone", { ...PHONE, viewport: { width: 390, height: 844 } }],
  ["telefon", { ...PHONE, viewport: { width: 390, height: 844 }, locale: "de-DE", colorScheme: "dark" as const }],
  // 200 % zoom of 1280 px.
  ["zoom", { ...DESKTOP, viewport: { width: 640, height: 450 } }],
  ["german", { ...DESKTOP, locale: "de-DE" }],
] as const) {
  if (only !== undefined && only !== look) continue;
  const program = await Program.start();
  const watch = new Watch();
  const page = await watch.page(await browser.newContext(options), program.origin);
  page.setDefaultTimeout(8000);
  const shot = (name: string) => page.screenshot({ path: join(FOLDER, `${look}-${name}.png`), fullPage: true });
  const go = async (path: string) => {
    await page.evaluate((hash) => (location.hash = hash), path);
    await page.waitForTimeout(600);
  };
  await page.goto(program.link);
  await page.waitForSelector("h1");
  await shot("start-new");
  await go("/connect");
  await page.click("button[type=submit]");
  await shot("connect-errors");
  await connect(page, "contoso", DEMO.mailbox);
  await page.waitForSelector(".of-step-ok >> nth=4");
  await shot("test-ok");
  await go("/connections/contoso");
  await shot("connect-saved");
  await go("/connections/contoso/send");
  await page.locator(".of-chips input").first().fill("alex@contoso.com; megan@contoso.com,");
  await page.locator(".of-chips input").first().blur();
  await page.locator("input[id$=_subject]").fill("Report");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "report.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(200_000) });
  await shot("send");
  await page.click("button[type=submit]");
  await page.waitForSelector(".pg-receipt");
  await page.locator(".pg-receipt > details > summary").click();
  await shot("sent");
  await go("/connect");
  await connect(page, "outside", DEMO.otherMailbox);
  await page.waitForSelector(".of-card");
  await shot("test-failed");
  await go("/explain");
  await page
    .locator("textarea")
    .first()
    .fill('HTTP/1.1 403 Forbidden\n\n{"error":{"code":"ErrorAccessDenied","message":"Access is denied."}}');
  await page.click("button[type=submit]");
  await page.waitForSelector(".of-understood");
  await shot("explain");
  await go("/setup");
  await page.waitForSelector(".of-guide-step >> nth=7");
  await shot("setup");
  await openStep(page, 4);
  await page.locator("#step-4 input").nth(0).fill(DEMO.tenant);
  await page.locator("#step-4 input").nth(1).fill(DEMO.client);
  await page.locator("#step-4 .of-main").click();
  await page.locator("#step-5 .of-main").click();
  await page.locator("#step-6 .of-main").click();
  await page.waitForTimeout(500);
  await shot("setup-7");
  await page.locator("#step-7 .of-main").last().click();
  await page.locator("#step-8 .of-button").first().click();
  await shot("setup-8");
  await go("/");
  await shot("start");
  await go("/history");
  await shot("history");
  await go("/log");
  await shot("log");
  if (watch.faults.length > 0) console.error(look, watch.faults);
  await page.context().close();
  await program.stop();
}
await browser.close();
