import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, readdir } from "node:fs/promises";
import { dirname } from "node:path";
import test, { after } from "node:test";
import { DESKTOP, Watch, launch } from "../support/browser.ts";
import { TOOL } from "../support/program.ts";
import { tested } from "../support/steps.ts";
import { closeBrowser, inWindow } from "../support/window.ts";

after(closeBrowser);

test("the start screen opens a demo of its own, and both its connections show what they are for", async () => {
  await inWindow(async ({ page, program, watch }) => {
    await page.getByText("an emulator plays Microsoft 365", { exact: false }).first().waitFor();
    await page.getByRole("button", { name: "Try it with the emulator" }).click();
    await page.getByRole("heading", { name: "Your connections" }).waitFor();
    assert.notEqual(new URL(page.url()).origin, program.origin);
    await page.getByRole("complementary").getByText("No mail is really sent.", { exact: false }).waitFor();
    await page.getByRole("main").getByRole("link", { name: "Test demo", exact: true }).click();
    await page.getByRole("button", { name: "Test the connection" }).click();
    await tested(page);
    assert.equal(await page.locator(".of-step-ok").count(), 5);
    await page.getByRole("navigation", { name: "Connections" }).getByRole("link", { name: "demo-refused" }).click();
    await page.getByRole("button", { name: "Test the connection" }).click();
    await page.locator(".of-card").waitFor();
    // A demo has no demo of its own.
    await page.getByRole("link", { name: "Start" }).click();
    await page.getByRole("heading", { name: "Your connections" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Try it with the emulator" }).count(), 0);
    // The other page keeps its own connections: none.
    await assert.rejects(program.read("connections/demo.json"));
    // The demo is another origin, which this test alone may reach.
    watch.faults.splice(0);
  });
});

test("ui --demo starts both, and leaves nothing behind", async () => {
  const ui = spawn(TOOL, ["--json", "ui", "--demo"], { stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => ui.kill());
  const [first] = (await once(ui.stdout, "data")) as [Buffer];
  const { result } = JSON.parse(first.toString()) as { result: { url: string; delivered: string } };
  const browser = await launch();
  try {
    const watch = new Watch();
    const page = await watch.page(await browser.newContext(DESKTOP), new URL(result.url).origin);
    await page.goto(result.url);
    await page.getByRole("main").getByRole("link", { name: "Send demo", exact: true }).click();
    await page.getByLabel("To", { exact: true }).fill("alex@contoso.com");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator(".pg-receipt").waitFor();
    assert.equal((await readdir(result.delivered)).length, 1);
    assert.deepEqual(watch.faults, []);
  } finally {
    await browser.close();
    ui.kill("SIGINT");
    await once(ui, "exit");
  }
  await assert.rejects(access(dirname(result.delivered)));
});
