import assert from "node:assert/strict";
import test, { after } from "node:test";
import type { Page } from "playwright-core";
import { expectAccessible } from "../support/axe.ts";
import { DESKTOP } from "../support/browser.ts";
import { DEMO } from "../support/demo.ts";
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
      [/^User ID/, DEMO.mailbox],
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
      await page.getByText("Dieses Feld wird gebraucht.").first().waitFor();
      await page.getByLabel("Name dieser Verbindung").fill("contoso");
      await page.getByLabel("Verzeichnis-ID (Mandant)").fill(DEMO.tenant);
      await page.getByLabel("Anwendungs-ID (Client)").fill(DEMO.client);
      await page.getByLabel("Wert des geheimen Clientschlüssels").fill(DEMO.secret);
      await page.getByLabel("Benutzer-ID (Standardpostfach)").fill(DEMO.otherMailbox);
      await page.getByRole("button", { name: "Speichern und testen" }).click();
      await page.getByText("Zugriff auf das Postfach: fehlgeschlagen").waitFor();
      assert.equal(await page.locator(".of-card .of-cause strong").getAttribute("lang"), "en");
      await expectAccessible(page, "German test");
    },
    { ...DESKTOP, locale: "de-DE" },
  );
});

test("the language can be changed, and is remembered", async () => {
  await inWindow(async ({ page }) => {
    await page.getByLabel("Language").selectOption("de");
    await page.getByRole("heading", { name: "Mail aus Microsoft 365 senden" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Mail aus Microsoft 365 senden" }).waitFor();
    const held = await page.evaluate(() => Object.keys(localStorage));
    assert.deepEqual(held, ["language"]);
  });
});
