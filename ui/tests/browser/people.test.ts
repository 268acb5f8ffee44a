import type { Descriptor, SetupInstructions } from "@outlook-connector/forms";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test, { after } from "node:test";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { expectAccessible } from "../support/axe.ts";
import { DESKTOP } from "../support/browser.ts";
import { german } from "../../packages/forms/test/german.ts";
import { DEMO } from "../support/demo.ts";
import { expectMarked } from "../support/marked.ts";
import { openStep, tested } from "../support/steps.ts";
import { errorText } from "../../packages/forms/src/texts.ts";
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
  await inWindow(async ({ page, go }) => {
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
    await tested(page);
    // The new screen's title has the focus.
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
    // A button that was pressed keeps the focus while it is disabled, and afterwards.
    await tabTo(page, /^Test the connection$/);
    await keyboard.press("Enter");
    await tested(page);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Test the connection");
    await tabTo(page, /^Send a test mail$/);
    await keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Send a test mail");
    await go("/");
    await tabTo(page, /^Send contoso$/);
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
      await page.getByRole("button", { name: "Verbinden", exact: true }).click();
      await page.getByText("Dieses Feld ist erforderlich.").first().waitFor();
      await page.getByLabel("Name dieser Verbindung").fill("contoso");
      // What only the connector refuses: the form's words for its code, and the connector's own.
      await page.getByLabel("Verzeichnis-ID (Mandant)").fill(DEMO.client);
      await page.getByLabel("Anwendungs-ID (Client)").fill(DEMO.client);
      await page.getByLabel("Wert des geheimen Clientschlüssels").fill(DEMO.secret);
      await page.getByLabel("Postfach (Standardbenutzer)").fill(DEMO.otherMailbox);
      await page.getByRole("button", { name: "Verbinden", exact: true }).click();
      await page.locator(".of-wrong").getByText("sind verschiedene IDs").waitFor();
      await expectMarked(page);
      await page.getByLabel("Verzeichnis-ID (Mandant)").fill(DEMO.tenant);
      await page.getByLabel("Anwendungs-ID (Client)").fill(DEMO.client);
      await page.getByLabel("Wert des geheimen Clientschlüssels").fill(DEMO.secret);
      await page.getByLabel("Postfach (Standardbenutzer)").fill(DEMO.otherMailbox);
      await page.getByRole("button", { name: "Verbinden", exact: true }).click();
      await page.getByText("Zugriff auf das Postfach: Fehlgeschlagen").waitFor();
      // Its own message is German; causes are English, and a word says so.
      await page.getByText("Die App darf dieses Postfach nicht benutzen.").first().waitFor();
      assert.equal(await page.locator(".of-card .of-cause strong").getAttribute("lang"), "en");
      await page.locator(".of-card").getByText("sind auf Englisch").waitFor();
      await expectMarked(page);
      await expectAccessible(page, "German test");
      await go("/explain");
      await page.locator("textarea").first().fill("AADSTS7000215: Invalid client secret provided.");
      await page.getByRole("button", { name: "Erklären", exact: true }).click();
      await page.getByText("Entra hat den geheimen Clientschlüssel abgelehnt.", { exact: false }).first().waitFor();
      await expectMarked(page);
    },
    { ...DESKTOP, locale: "de-DE" },
  );
});

test("every message of a test, of an error and of a notice, every link and every step of the guide is German with the same values", async () => {
  const { stdout } = await promisify(execFile)(TOOL, ["describe", "--json"], { maxBuffer: 16_000_000 });
  const { result } = JSON.parse(stdout) as { result: Descriptor };
  const { test_messages: messages, notices, setup_steps: steps } = result.catalogue;
  const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();
  const wrong: string[] = [];
  const compare = (key: string, english: string) => {
    // What comes from Microsoft in English stays in an English sentence.
    if (english === "" || english.includes("{reason}")) return;
    const translated = german(key);
    if (translated === undefined || values(translated) !== values(english)) wrong.push(key);
  };
  for (const { code, message, does_not_prove } of messages) {
    compare(`test.${code}#message`, message);
    compare(`test.${code}#does-not-prove`, does_not_prove);
  }
  for (const { code, message } of notices) compare(`notice.${code}#message`, message);
  for (const { code, messages: ofCode } of result.catalogue.errors) {
    for (const message of ofCode) {
      // What a store of the host says is English, and so are the texts of the first field that `invalid-input` repeats.
      if (/\{(reason|fix)\}/.test(message)) continue;
      const params = [...message.matchAll(/\{(\w+)\}/g)].map(([value, name = ""]) => ({ name, value }));
      if (errorText(message, "de", german, params).language !== "de") wrong.push(`${code}: ${message}`);
    }
  }
  for (const { id } of result.catalogue.links) if (german(`link.${id}#title`) === undefined) wrong.push(`link.${id}`);
  for (const { number, title, location, paragraphs } of steps) {
    compare(`guide.${number}#title`, title);
    compare(`guide.${number}#location`, location);
    for (const { id, text } of paragraphs) compare(`guide.${id}#text`, text);
  }
  assert.ok(messages.length > 20 && notices.length > 10 && steps.length === 8);
  assert.deepEqual(wrong, []);
});

test("the set-up assistant is German: steps, links, and the names of values that are not known yet", async () => {
  await inWindow(
    async ({ page, go }) => {
      await go("/setup");
      const step = await openStep(page, 2);
      await step.getByText("Entra ID › App-Registrierungen › <Name der App> › API-Berechtigungen").waitFor();
      await step.getByRole("link", { name: "App-Registrierungen" }).waitFor();
      const mail = decodeURIComponent((await step.locator("a[href^=mailto]").getAttribute("href")) ?? "");
      assert.match(mail, /subject=Keine Mail-Berechtigung erteilen.*Fügen Sie hier keine/s);
      await step.getByText("Mehr zu diesem Schritt").click();
      await step.locator("pre").getByText("<Objekt-ID der Unternehmensanwendung>", { exact: false }).waitFor();
      for (let number = 3; number <= 8; number += 1) await openStep(page, number);
      const texts = await page.locator(".of-guide").evaluate((guide) => {
        guide.querySelectorAll("pre[aria-label$=ps1]").forEach((script) => script.remove());
        return guide.textContent;
      });
      const names = texts.match(/<[A-Za-z][^<>\n]*>/g) ?? [];
      // The script stays English.
      const english = names.filter((name) => german(`unknown.${name}`) !== undefined);
      assert.deepEqual([...new Set(english)], []);
      await expectMarked(page);
    },
    { ...DESKTOP, locale: "de-DE" },
  );
});

test("every name of a value that is not known has a German name", async () => {
  const run = async (...args: string[]) =>
    (await promisify(execFile)(TOOL, [...args, "--json"], { maxBuffer: 16_000_000 })).stdout;
  const { catalogue } = (JSON.parse(await run("describe")) as { result: Descriptor }).result;
  const { steps } = (JSON.parse(await run("setup-guide")) as { result: SetupInstructions }).result;
  const texts = JSON.stringify([catalogue.causes, steps]);
  const names = new Set(texts.match(/<[A-Za-z][^<>\n]*>/g));
  assert.ok(names.size > 10, [...names].join());
  const missing = [...names].filter((name) => !/@/.test(name) && german(`unknown.${name}`) === undefined);
  assert.deepEqual(missing, []);
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
