import assert from "node:assert/strict";
import test, { after } from "node:test";
import { DEMO } from "../support/demo.ts";
import { connect, tested } from "../support/steps.ts";
import { closeBrowser, inWindow } from "../support/window.ts";

after(closeBrowser);

/** What Microsoft's cmdlet prints if the app has the right already, and a cache still has the old ones. */
const IN_SCOPE = `
RoleName             : Application Mail.Send
AllowedResourceScope : Contoso Email Senders Scope
InScope              : True
`;

test("a refused mailbox gets one card, and the output of a check moves the causes", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/connect");
    await connect(page, "outside", { mailbox: DEMO.otherMailbox });
    await tested(page);
    assert.equal(await page.locator(".of-card").count(), 1);
    const card = page.locator(".of-card");
    await page.getByText("Access to the mailbox: Failed").waitFor();
    const first = await card.locator(".of-cause strong").innerText();

    const commands = (await card.locator("pre.of-code").first().innerText()).split("\n");
    assert.equal(new Set(commands).size, commands.length, "each command stands there once");
    assert.equal(commands.filter((line) => line.startsWith("Test-ServicePrincipalAuthorization")).length, 1);
    await card.getByRole("button", { name: "Copy: Exchange Online PowerShell" }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), commands.join("\n"));

    await card.getByLabel("Paste what the checks printed").fill(IN_SCOPE);
    await card.getByText(/^Ranked again\. Most likely/).waitFor();
    const second = await card.locator(".of-cause strong").innerText();
    assert.notEqual(second, first);
    assert.match(second, /needs 30 minutes to 2 hours/);
    assert.ok((await card.getByText(/^Other possible causes? \(\d+\)$/).count()) <= 1);
  });
});

test("the other causes are folded, and each has its check and fix", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/connect");
    await connect(page, "outside", { mailbox: DEMO.otherMailbox });
    await tested(page);
    const others = page.locator(".of-card details", { hasText: "Other possible causes" }).first();
    assert.equal(await others.getAttribute("open"), null);
    await others.locator("> summary").click();
    await others.locator(".of-other > summary").first().click();
    await others.locator(".of-other dt").first().waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download the report for an administrator" }).click();
    assert.equal((await download).suggestedFilename(), "outlook-test-outside.md");
  });
});

test("a test mail is sent only after a question", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/connect");
    await connect(page, "contoso");
    await tested(page);
    await page.getByRole("button", { name: "Send a test mail" }).click();
    const dialog = page.getByRole("dialog", { name: "Send one real mail from the mailbox" });
    await dialog.getByText("sender@contoso.com").waitFor();
    await dialog.getByRole("button", { name: "Send a test mail" }).click();
    await page.getByText("A test mail was sent.").waitFor();
    await tested(page);
    await page
      .locator(".of-step-ok", { hasText: "Right to send" })
      .getByText(/test mail/i)
      .waitFor();
  });
});

test("after a change of permissions the test waits, says why, and can be forced", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/connect");
    const granted = new Date(Date.now() - 5 * 60_000).toISOString().replace(/\.\d+/, "");
    await connect(page, "contoso", { granted });
    await page.getByRole("timer").waitFor();
    assert.match(await page.getByRole("timer").innerText(), /Wait (29|30):\d\d minutes/);
    assert.ok(await page.getByRole("button", { name: "Test the connection" }).isDisabled());
    assert.ok(await page.getByRole("button", { name: "Send a test mail" }).isDisabled());
    await page.getByText("Each call starts that wait again.", { exact: false }).waitFor();
    await page.getByRole("button", { name: "Test anyway, and start the wait again" }).click();
    await tested(page);
    assert.equal(await page.locator(".of-step-ok").count(), 5);
  });
});

test("an error that somebody pastes is explained, with the connection's values in the checks", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/connect");
    await connect(page, "contoso");
    await tested(page);
    await page.getByRole("link", { name: "Explain an error" }).click();
    await page
      .locator("textarea")
      .first()
      .fill(
        'HTTP/1.1 403 Forbidden\n\n{"error":{"code":"ErrorAccessDenied","message":"Access is denied. Check credentials and try again."}}',
      );
    await page.getByLabel("For the connection").selectOption("contoso");
    await page.getByRole("button", { name: "Explain" }).click();
    await page.locator(".of-understood").getByText("403", { exact: false }).waitFor();
    await page.locator(".of-card pre").getByText(DEMO.mailbox, { exact: false }).first().waitFor();
    await page
      .locator(".of-card")
      .getByRole("button", { name: /^Step \d of the set-up$/ })
      .click();
    await page.getByRole("heading", { name: "Set-up assistant" }).waitFor();
    await page.locator("#step-7 > details[open]").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.closest("li")?.id), "step-7");
  });
});
