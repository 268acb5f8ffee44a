import type { Descriptor } from "@outlook-connector/forms";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test, { after } from "node:test";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { expectAccessible } from "../support/axe.ts";
import { DESKTOP } from "../support/browser.ts";
import de from "../../packages/forms/src/locales/de.json" with { type: "json" };
import { DEMO } from "../support/demo.ts";
import { TOOL } from "../support/program.ts";
import { closeBrowser, inWindow } from "../support/window.ts";

after(closeBrowser);

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, name: RegExp) {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      return element?.getAttribute("aria-label") ?? element?.labels?.[0]?.textContent ?? element?.textContent ?? "";
    });
    if (name.test(focused)) return;
  }
  assert.fail(`Tab does not reach ${name}`);
}

test("the keyboard alone makes a connection and sends a mail", async () => {
  await inWindow(async ({ page }) => {
    const { keyboard } = page;
    await tabTo(page, /^Add a connection$/);
    await keyboard.press("Enter");
    for (const [label, value] of [
      [/^Name of this connection/, "contoso"],
      [/^Directory/, DEMO.tenant],
      [/^Application/, DEMO.client],
      [/^Client secret value/, DEMO.secret],
      [/^Mailbox \(default/, DEMO.mailbox],
    ] as const) {
      await tabTo(page, label);
      await keyboard.type(value);
    }
    await keyboard.press("Enter");
    await page.getByRole("button", { name: "Test again" }).waitFor();
    // The new screen's title has the focus.
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
    await tabTo(page, /^Send$/);
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: "Send with contoso" }).waitFor();
    await tabTo(page, /^To$/);
    await keyboard.type("alex@contoso.com,");
    await tabTo(page, /^Subject$/);
    await keyboard.type("By keyboard");
    await tabTo(page, /^Send$/);
    await keyboard.press("Space");
    await page.locator(".pg-receipt").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "receipt-title");
  });
});

test("German is German: page, form, messages and steps; what stays English is marked", async () => {
  await inWindow(
    async ({ page, go }) => {
      assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
      await go("/connect");
      await page.getByRole("button", { name: "Speichern und testen" }).click();
      await page.getByText("Dieses Feld ist erforderlich.").first().waitFor();
      await page.getByLabel("Name dieser Verbindung").fill("contoso");
      await page.getByLabel("Verzeichnis-ID (Mandant)").fill(DEMO.tenant);
      await page.getByLabel("Anwendungs-ID (Client)").fill(DEMO.client);
      await page.getByLabel("Wert des geheimen Clientschlüssels").fill(DEMO.secret);
      await page.getByLabel("Postfach (Standardbenutzer)").fill(DEMO.otherMailbox);
      await page.getByRole("button", { name: "Speichern und testen" }).click();
      await page.getByText("Zugriff auf das Postfach: fehlgeschlagen").waitFor();
      assert.equal(await page.locator(".of-card .of-cause strong").getAttribute("lang"), "en");
      await expectAccessible(page, "German test");
    },
    { ...DESKTOP, locale: "de-DE" },
  );
});

test("every message of a test, every notice and every step of the guide has German words with the same values", async () => {
  const { stdout } = await promisify(execFile)(TOOL, ["describe", "--json"], { maxBuffer: 16_000_000 });
  const { result } = JSON.parse(stdout) as { result: Descriptor };
  const { test_messages: messages, notices, setup_steps: steps } = result.catalogue;
  const german = de as Record<string, string>;
  const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();
  const wrong: string[] = [];
  const compare = (key: string, english: string) => {
    // What comes from Microsoft in English stays in an English sentence.
    if (english === "" || english.includes("{reason}")) return;
    const translated = german[key];
    if (translated === undefined || values(translated) !== values(english)) wrong.push(key);
  };
  for (const { code, message, does_not_prove } of messages) {
    compare(`test.${code}#message`, message);
    compare(`test.${code}#does-not-prove`, does_not_prove);
  }
  for (const { code, message } of notices) compare(`notice.${code}#message`, message);
  for (const { number, title, paragraphs } of steps) {
    compare(`guide.${number}#title`, title);
    for (const { id, text } of paragraphs) compare(`guide.${id}#text`, text);
  }
  assert.ok(messages.length > 20 && notices.length > 10 && steps.length === 8);
  assert.deepEqual(wrong, []);
});

test("the language can be changed, and is remembered", async () => {
  await inWindow(async ({ page }) => {
    await page.getByLabel("Language").selectOption("de");
    await page.getByRole("heading", { name: "Mails mit Microsoft 365 senden" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Mails mit Microsoft 365 senden" }).waitFor();
    const held = await page.evaluate(() => Object.keys(localStorage));
    assert.deepEqual(held, ["language"]);
  });
});
