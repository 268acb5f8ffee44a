import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after } from "node:test";
import { DEMO } from "../support/demo.ts";
import { closeBrowser, inWindow } from "../support/window.ts";

after(closeBrowser);

test("the assistant leads from nothing to a filled-in connection", async () => {
  await inWindow(async ({ page, go }) => {
    await page.getByRole("main").getByRole("link", { name: "Set-up assistant" }).click();
    await page.locator("#step-8").waitFor();
    assert.equal(await page.locator(".pg-guide > li").count(), 8);
    await page
      .locator("#step-7")
      .getByText("<name of the group>", { exact: false })
      .or(page.locator("#step-4").getByText("<", { exact: false }))
      .first()
      .waitFor();

    // A value is checked as it is pasted.
    const client = page.locator("#step-4").getByLabel("Application (client) ID");
    await client.fill("c1e4b7f2-3a5d");
    await client.blur();
    await page.locator("#step-4").getByText("It is a GUID with dashes.", { exact: false }).first().waitFor();
    await client.fill(DEMO.client);
    await page.locator("#step-4").getByLabel("Directory (tenant) ID").fill(DEMO.tenant);
    await page.locator("#step-7").getByLabel("Mailboxes").fill(`${DEMO.mailbox},`);
    await page.locator("#step-7").getByLabel("Mailboxes").blur();
    await page.locator("#step-7").getByLabel("Name of the group").fill("Contoso senders");
    await page.locator("#step-5").getByText(DEMO.mailbox, { exact: false }).first().waitFor({ state: "attached" });

    await page.locator("#step-1").getByLabel("This step is done").check();
    await page.getByText("1 of 8 steps done").waitFor();
    assert.equal(await page.locator("#step-1 > details").getAttribute("open"), null);

    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download outlook-app.ps1" }).click();
    const script = await readFile(await (await download).path());
    assert.deepEqual([...script.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    assert.ok(script.includes("Contoso senders") && script.includes(DEMO.client));

    await page.getByRole("button", { name: "The script has been run now" }).click();
    assert.match(await page.getByRole("timer").innerText(), /Wait 3[45]:\d\d minutes/);
    await page.getByRole("button", { name: "Make the connection" }).click();
    await page.getByRole("heading", { name: "Add a connection" }).waitFor();
    assert.equal(await page.getByLabel("Directory (tenant) ID").inputValue(), DEMO.tenant);
    assert.equal(await page.getByLabel("Mailbox (default user)").inputValue(), DEMO.mailbox);

    // It can be left and taken up again.
    await go("/setup");
    await page.getByText("1 of 8 steps done").waitFor();
    assert.equal(await page.locator("#step-4").getByLabel("Application (client) ID").inputValue(), DEMO.client);
  });
});

test("two IDs that are the same are told at the field, and the steps stay", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/setup");
    await page.locator("#step-4").getByLabel("Application (client) ID").fill(DEMO.client);
    await page.locator("#step-4").getByLabel("Directory (tenant) ID").fill(DEMO.client);
    await page.locator("#step-4 .of-wrong").first().waitFor();
    assert.equal(await page.locator(".pg-guide > li").count(), 8);
  });
});
