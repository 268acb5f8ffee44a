import assert from "node:assert/strict";
import test, { after } from "node:test";
import { DEMO } from "../support/demo.ts";
import { connect, tested } from "../support/steps.ts";
import { closeBrowser, inWindow } from "../support/window.ts";

after(closeBrowser);

test("a connection is made, tested, and made again ready to edit without its secret", async () => {
  await inWindow(async ({ page, program, go }) => {
    await page.getByRole("link", { name: "Add a connection" }).click();
    await connect(page, "contoso");
    await tested(page);
    assert.equal(await page.locator(".of-step-ok").count(), 5);
    await page.getByText("Saved, and signed in.").waitFor();

    await page
      .getByRole("navigation", { name: "Connection contoso" })
      .getByRole("link", { name: "Connection" })
      .click();
    await page.getByText("A value is saved. It is never shown again.").waitFor();
    assert.equal(await page.getByLabel("Client secret value").first().inputValue(), "");
    assert.equal(await page.getByLabel("Directory (tenant) ID").inputValue(), DEMO.tenant);

    // The stored secret is kept when the field stays empty.
    await page.getByLabel("Secret expires on").fill("2031-03-31");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await tested(page);
    assert.equal(await page.locator(".of-step-ok").count(), 5);
    const saved = await program.read("connections/contoso.json");
    assert.ok(saved.includes("2031-03-31") && !saved.includes(DEMO.secret));
    await page.getByText("Secret ends on 2031-03-31").first().waitFor();

    await go("/");
    const held = await page.evaluate(async () => {
      const databases = await indexedDB.databases();
      return JSON.stringify([
        Object.entries(localStorage),
        Object.entries(sessionStorage),
        document.cookie,
        databases,
        document.documentElement.outerHTML,
      ]);
    });
    assert.ok(!held.includes(DEMO.secret));
  });
});

test("each field says in words what it needs, and the first wrong one gets the focus", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/connect");
    await page.getByLabel("Name of this connection").fill("contoso");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByText("Directory (tenant) ID is needed.").waitFor();
    await page.getByText("Client secret value is needed.").waitFor();
    assert.match((await page.evaluate(() => document.activeElement?.id)) ?? "", /_tenant_id$/);

    await page.getByLabel("Application (client) ID").fill("not a GUID");
    await page.getByLabel("Application (client) ID").blur();
    const field = page.getByLabel("Application (client) ID");
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    await page.getByText("It is a GUID with dashes.").first().waitFor();
  });
});

test("what only the connector refuses stands beside its field", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/connect");
    // The schema cannot say that two IDs differ.
    await connect(page, "contoso", { tenant: DEMO.client });
    await page.getByText("1 field needs a change.").waitFor();
    assert.equal(await page.locator(".of-wrong .of-errors:not(:empty)").count(), 1);
  });
});

test("a secret's ID in place of its value is found out by the test's card", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/connect");
    await connect(page, "contoso", { secret: DEMO.secretId });
    await tested(page);
    await page.locator(".of-step-fail").getByText("Sign-in at Microsoft Entra: Failed").waitFor();
    assert.match(await page.locator(".of-card .of-cause strong").innerText(), /Secret ID|ID of the secret|its ID/);
  });
});

test("a connection is removed after a question, with the secret that the page stored", async () => {
  await inWindow(async ({ page, program, go }) => {
    await go("/connect");
    await connect(page, "contoso");
    await tested(page);
    await go("/connections/contoso");
    await page.getByRole("button", { name: "Remove this connection" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Remove this connection" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove this connection" }).click();
    await page.getByRole("heading", { name: "Send mail from Microsoft 365" }).waitFor();
    await assert.rejects(program.read("connections/contoso.json"));
    const listed = await page.evaluate(async () => (await fetch("/v1/secrets")).text());
    const { secrets } = JSON.parse(listed) as { secrets: { name: string }[] };
    assert.deepEqual(
      secrets.filter(({ name }) => name.startsWith("outlook/")),
      [],
    );
  });
});
