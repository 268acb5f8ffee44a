import assert from "node:assert/strict";
import test, { after } from "node:test";
import { DEMO } from "../support/demo.ts";
import { connect, tested } from "../support/steps.ts";
import { closeBrowser, inWindow } from "../support/window.ts";

after(closeBrowser);

test("a program that was ended is told, and what was typed stays", async () => {
  await inWindow(async ({ page, program, go }) => {
    await go("/connect");
    await page.getByLabel("Directory (tenant) ID").fill(DEMO.tenant);
    await program.end();
    await page.getByLabel("Name of this connection").fill("contoso");
    const alert = page.getByRole("alert");
    await alert.getByText("The program does not respond.").waitFor();
    assert.equal(await page.getByLabel("Directory (tenant) ID").inputValue(), DEMO.tenant);
    await alert.getByRole("button", { name: "Try again" }).click();
    await alert.getByRole("button", { name: "Try again", disabled: false }).waitFor();
    await alert.getByText("The program does not respond.").waitFor();
  });
});

test("a session that has ended is told on the screen that needs it", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/connect");
    await page.context().clearCookies();
    await connect(page, "contoso");
    await page.getByRole("alert").getByText("This window has no access.").waitFor();
    assert.equal(await page.getByLabel("Directory (tenant) ID").inputValue(), DEMO.tenant);
    // Nothing tells a person to send a token.
    assert.equal(await page.getByText("Authorization", { exact: false }).count(), 0);
  });
});

test("a program that ends in the middle of an upload: the mail may have been sent, and only the same key sends again", async () => {
  await inWindow(async ({ page, program, go }) => {
    await go("/connect");
    await connect(page, "contoso");
    await tested(page);
    await go("/connections/contoso/send");
    await page.getByLabel("To", { exact: true }).fill("alex@contoso.com");
    const file = { name: "big.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(5_000_000, 1) };
    await page.locator("input[type=file]").setInputFiles(file);
    const key = await page.locator(".pg-key code").innerText();
    // Otherwise the program has it all before this test can end the program.
    const debug = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 500_000 };
    await debug.send("Network.emulateNetworkConditions", slow);
    const begun = page.waitForRequest((request) => request.url().endsWith("/v1/send-mail/events"));
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await begun;
    await program.kill();
    await page
      .locator(".of-card-unknown")
      .getByText("The mail may have been sent.", { exact: false })
      .first()
      .waitFor();
    await page
      .getByRole("alert")
      .getByText("The program does not respond.")
      .or(page.locator(".of-card-unknown"))
      .first()
      .waitFor();
    assert.equal(await page.getByRole("button", { name: "Send", exact: true }).count(), 0);
    await page.getByRole("button", { name: "Send again with the same key" }).waitFor();
    assert.equal(await page.locator(".pg-key code").innerText(), key);
  });
});
