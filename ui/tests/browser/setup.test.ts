import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after } from "node:test";
import type { Page } from "playwright-core";
import { DEMO } from "../support/demo.ts";
import { openStep } from "../support/steps.ts";
import { closeBrowser, inWindow } from "../support/window.ts";

after(closeBrowser);

test("the assistant leads from nothing to a filled-in connection", async () => {
  await inWindow(async ({ page, go }) => {
    await page.getByRole("main").getByRole("link", { name: "Set-up assistant" }).click();
    await page.locator("#step-8").waitFor();
    assert.equal(await page.locator(".of-guide > ol > li").count(), 8);
    // The step at hand is open, the others are one line.
    assert.deepEqual(await openSteps(page), ["step-1"]);
    await page.locator("#step-1").getByText("<name of the app>", { exact: false }).waitFor();

    // A value is checked as it is pasted.
    const step4 = await openStep(page, 4);
    const client = step4.getByLabel("Application (client) ID");
    await client.fill("c1e4b7f2-3a5d");
    await client.blur();
    await step4.getByText("It is a GUID with dashes.", { exact: false }).first().waitFor();
    await client.fill(DEMO.client);
    await step4.getByLabel("Directory (tenant) ID").fill(DEMO.tenant);
    const step7 = await openStep(page, 7);
    await step7.getByLabel("Mailboxes").fill(`${DEMO.mailbox},`);
    await step7.getByLabel("Mailboxes").blur();
    await step7.getByLabel("Name of the group").fill("Contoso senders");
    await page.locator("#step-5").getByText(DEMO.mailbox, { exact: false }).first().waitFor({ state: "attached" });

    // A step that is done is one line with a tick and what was filled in. The next one opens and gets the focus.
    await step4.getByRole("button", { name: "Done, next step" }).click();
    await page.getByText("1 of 8 steps done").waitFor();
    assert.deepEqual(await openSteps(page), ["step-1", "step-5", "step-7"]);
    assert.equal(await focused(page), "step-5");
    await step4.locator("summary").getByText(`Application (client) ID: ${DEMO.client}`).waitFor();
    await page.locator("#step-5").getByRole("button", { name: "Done, next step" }).click();
    assert.equal(await focused(page), "step-6");

    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download outlook-app.ps1" }).click();
    const script = await readFile(await (await download).path());
    assert.deepEqual([...script.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    assert.ok(script.includes("Contoso senders") && script.includes(DEMO.client));

    await openStep(page, 8);
    await page.getByRole("button", { name: "The script has been run now" }).click();
    assert.match(await page.getByRole("timer").innerText(), /Wait 3[45]:\d\d minutes/);
    await page.getByRole("button", { name: "Make the connection" }).click();
    await page.getByRole("heading", { name: "Add a connection" }).waitFor();
    assert.equal(await page.getByLabel("Directory (tenant) ID").inputValue(), DEMO.tenant);
    assert.equal(await page.getByLabel("Mailbox (default user)").inputValue(), DEMO.mailbox);

    // It can be left and taken up again.
    await go("/setup");
    await page.getByText("2 of 8 steps done").waitFor();
    assert.deepEqual(await openSteps(page), ["step-8"]);
    const again = await openStep(page, 4);
    assert.equal(await again.getByLabel("Application (client) ID").inputValue(), DEMO.client);
    await again.getByRole("button", { name: "This step is not done after all" }).click();
    await page.getByText("1 of 8 steps done").waitFor();
    assert.ok((await openSteps(page)).includes("step-4"));
  });
});

test("the keyboard alone goes through the steps, and to a later one", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/setup");
    await page.locator("#step-8").waitFor();
    const { keyboard } = page;
    await page.locator("#step-1 summary").first().focus();
    await keyboard.press("Enter");
    assert.deepEqual(await openSteps(page), []);
    // Every folded step is one stop of the Tab key.
    for (let number = 2; number <= 7; number += 1) {
      await keyboard.press("Tab");
      assert.equal(await focused(page), `step-${number}`);
    }
    await keyboard.press("Enter");
    assert.deepEqual(await openSteps(page), ["step-7"]);
    for (let presses = 0; presses < 12 && (await focusedLabel(page)) !== "Name of the group"; presses += 1)
      await keyboard.press("Tab");
    await keyboard.type("Contoso senders");
    for (let presses = 0; presses < 20 && (await focusedLabel(page)) !== "Done, next step"; presses += 1)
      await keyboard.press("Tab");
    await keyboard.press("Enter");
    assert.equal(await focused(page), "step-8");
    await page.locator("#step-7 summary").getByText("Name of the group: Contoso senders").waitFor();
  });
});

/** The steps that are open. */
const openSteps = (page: Page) =>
  page.locator(".of-guide > ol > li:has(> details[open])").evaluateAll((items) => items.map(({ id }) => id));

/** The step whose line has the focus. */
const focused = (page: Page) =>
  page.evaluate(() =>
    document.activeElement?.tagName === "SUMMARY"
      ? document.activeElement.closest(".of-guide > ol > li")?.id
      : undefined,
  );

const focusedLabel = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    return element?.labels?.[0]?.textContent ?? element?.textContent;
  });

test("two IDs that are the same are told at the field, and the steps stay", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/setup");
    const step4 = await openStep(page, 4);
    await step4.getByLabel("Application (client) ID").fill(DEMO.client);
    await step4.getByLabel("Directory (tenant) ID").fill(DEMO.client);
    await page.locator("#step-4 .of-wrong").first().waitFor();
    // The line of the step says it, too.
    await step4.locator("summary").getByText("needs a change").waitFor();
    assert.equal(await page.locator(".of-guide > ol > li").count(), 8);
  });
});
