import assert from "node:assert/strict";
import test, { after } from "node:test";
import type { Page } from "playwright-core";
import { DEMO } from "../support/demo.ts";
import { connect, openStep, tested } from "../support/steps.ts";
import { closeBrowser, inWindow, type Window } from "../support/window.ts";

after(closeBrowser);

const tenant = (page: Page) => page.getByLabel("Directory (tenant) ID");

/** Waits until the program has written a text into its file of drafts. */
async function kept({ program }: Window, text: string) {
  for (let tries = 0; tries < 200; tries += 1) {
    const drafts = await program.read("drafts.json").catch(() => "");
    if (drafts.includes(text)) return drafts;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`${text} is not kept`);
}

async function secondTab({ page, program, watch }: Window, path: string) {
  const second = await watch.page(page.context(), program.origin);
  await second.goto(`${program.origin}/#${path}`);
  await second.getByRole("heading", { level: 1 }).waitFor();
  return second;
}

test("a reload keeps the form of a connection, but for its secret", async () => {
  await inWindow(async (window) => {
    const { page, go } = window;
    await go("/connect");
    await page.getByLabel("Name of this connection").fill("contoso");
    await page.getByLabel("Client secret value").first().fill(DEMO.secret);
    await tenant(page).fill(DEMO.tenant);
    // At once: what was typed last must not be lost with the pause.
    await page.reload();
    await page.getByText("This form holds changes that were not saved.", { exact: false }).waitFor();
    assert.equal(await tenant(page).inputValue(), DEMO.tenant);
    assert.equal(await page.getByLabel("Name of this connection").inputValue(), "contoso");
    assert.equal(await page.getByLabel("Client secret value").first().inputValue(), "");
    assert.ok(!(await kept(window, DEMO.tenant)).includes(DEMO.secret));
    const held = await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)]);
    assert.deepEqual(held, [[], []]);

    await page.getByRole("button", { name: "Discard the changes" }).click();
    assert.equal(await tenant(page).inputValue(), "");
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.equal(await tenant(page).inputValue(), "");
  });
});

test("a reload keeps the set-up assistant, and it can be begun anew", async () => {
  await inWindow(async (window) => {
    const { page, go } = window;
    await go("/setup");
    await page.locator("#step-1").getByRole("button", { name: "Done, next step" }).click();
    await openStep(page, 8);
    await page.getByRole("button", { name: "The script has been run now" }).click();
    await (await openStep(page, 4)).getByLabel("Application (client) ID").fill(DEMO.client);
    await kept(window, "grantedAt");
    await page.reload();
    await page.getByText("1 of 8 steps done").waitFor();
    // The step where the person was is open again.
    assert.equal(await page.locator("#step-4").getByLabel("Application (client) ID").inputValue(), DEMO.client);
    assert.ok(await page.locator("#step-4").getByLabel("Application (client) ID").isVisible());
    await openStep(page, 8);
    await page.getByRole("timer").waitFor();
    await page.getByRole("button", { name: "Start over" }).click();
    await page.getByText("0 of 8 steps done").waitFor();
    await page.locator("#step-1 > details[open]").waitFor();
    assert.equal(await page.locator("#step-4").getByLabel("Application (client) ID").inputValue(), "");
  });
});

test("two tabs show the same form, and neither undoes what the other saved", async () => {
  await inWindow(async (window) => {
    const { page, go, program } = window;
    await go("/connect");
    await connect(page, "contoso");
    await tested(page);
    await go("/connections/contoso");
    const second = await secondTab(window, "/connections/contoso");
    await page.getByLabel("Secret expires on").fill("2031-03-31");
    await second.waitForFunction(() =>
      [...document.querySelectorAll("input")].some((input) => input.value === "2031-03-31"),
    );
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await tested(page);
    // The second tab changes another field of what the first one saved.
    await second.getByText("Secret ends on 2031-03-31").first().waitFor();
    await second.getByLabel("Mailbox (default user)").fill(DEMO.otherMailbox);
    await second.getByRole("button", { name: "Connect", exact: true }).click();
    await tested(second);
    const saved = await program.read("connections/contoso.json");
    assert.ok(saved.includes("2031-03-31") && saved.includes(DEMO.otherMailbox), saved);
    await go("/connections/contoso");
    assert.equal(await page.getByLabel("Mailbox (default user)").inputValue(), DEMO.otherMailbox);
  });
});

test("a secret that one tab has typed stays when another tab types", async () => {
  await inWindow(async (window) => {
    const { page, go } = window;
    await go("/connect");
    await page.getByLabel("Client secret value").first().fill(DEMO.secret);
    const second = await secondTab(window, "/connect");
    await tenant(second).fill(DEMO.tenant);
    await page.waitForFunction(
      (value) => [...document.querySelectorAll("input")].some((input) => input.value === value),
      DEMO.tenant,
    );
    assert.equal(await page.getByLabel("Client secret value").first().inputValue(), DEMO.secret);
    assert.equal(await second.getByLabel("Client secret value").first().inputValue(), "");
  });
});

test("the browser asks before a reload loses a mail, and nothing of the mail is kept", async () => {
  await inWindow(async (window) => {
    const { page, go, program } = window;
    await go("/connect");
    await connect(page, "contoso");
    await tested(page);
    await go("/connections/contoso/send");
    await page.getByLabel("Subject").fill("Half written");
    await page.getByLabel("To", { exact: true }).fill("alex@contoso.com,");
    await go("/history");
    await page.goBack();
    assert.equal(await page.getByLabel("Subject").inputValue(), "Half written");
    const questions: string[] = [];
    page.on("dialog", (dialog) => {
      questions.push(dialog.type());
      void dialog.accept();
    });
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.deepEqual(questions, ["beforeunload"]);
    assert.equal(await page.getByLabel("Subject").inputValue(), "");
    assert.ok(!/Half written|alex@/.test(await program.read("drafts.json").catch(() => "")));
    // Nothing is written now: no question.
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.deepEqual(questions, ["beforeunload"]);
  });
});

test("the results of a test and of a send stay when somebody leaves the screen", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/connect");
    await connect(page, "outside", { mailbox: DEMO.otherMailbox });
    await tested(page);
    await page
      .locator(".of-card")
      .getByRole("button", { name: /^Step \d of the set-up$/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "Set-up assistant" }).waitFor();
    await page.goBack();
    await page.locator(".of-card").waitFor();

    await go("/connect");
    await connect(page, "contoso");
    await tested(page);
    await go("/connections/contoso/send");
    await page.getByLabel("To", { exact: true }).fill("alex@contoso.com");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator(".pg-receipt").waitFor();
    await go("/log");
    await page.getByRole("cell", { name: "Send · contoso" }).first().waitFor();
    await page.getByRole("button", { name: "Copy for Microsoft support" }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^token .*client-request-id [0-9a-f-]{36}/m);
    assert.ok(!copied.includes("alex@"));
    await page.goBack();
    await page.locator(".pg-receipt").waitFor();
  });
});
