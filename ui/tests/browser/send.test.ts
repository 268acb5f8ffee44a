import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import test, { after } from "node:test";
import { connect, tested } from "../support/steps.ts";
import { closeBrowser, inWindow } from "../support/window.ts";

after(closeBrowser);

const delivered = async (folder: string) =>
  (await readdir(join(folder, "mail"))).filter((name) => name.endsWith(".eml"));

test("a mail with chips, HTML and a file is sent, found in the mailbox, and stands in the history", async () => {
  await inWindow(async ({ page, program, go }) => {
    await go("/connect");
    await connect(page, "contoso");
    await tested(page);
    await page.getByRole("navigation", { name: "Connection contoso" }).getByRole("link", { name: "Send" }).click();

    await page.getByLabel("To", { exact: true }).fill("alex@contoso.com; megan@contoso.com");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".of-chip").count(), 2);
    await page.getByRole("button", { name: "Remove megan@contoso.com" }).click();
    await page.getByLabel("Subject").fill("Quarterly report");
    await page.getByRole("tab", { name: "HTML" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("tabpanel", { name: "Plain text" }).locator("textarea").fill("See the file.");
    // From 3 MB on the connector makes a draft and uploads in pieces.
    const buffer = Buffer.alloc(4_000_000, 7);
    await page.locator("input[type=file]").setInputFiles({ name: "report.pdf", mimeType: "application/pdf", buffer });
    await page.getByText("Total: 3.8 MB of 150 MB").waitFor();

    const key = await page.locator(".pg-key code").innerText();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page
      .getByText(/^✓ Accepted by Microsoft at|Accepted by Microsoft at/)
      .first()
      .waitFor();
    assert.equal(await page.locator(".pg-receipt code").first().innerText(), key);
    await page.getByText("1 recipient.", { exact: false }).waitFor();
    await page.getByRole("button", { name: "Look in the mailbox" }).click();
    await page.getByText("The mail was sent.", { exact: true }).waitFor();
    assert.equal((await delivered(program.folder)).length, 1);

    await page.getByRole("link", { name: "History" }).click();
    const row = page.getByRole("row").nth(1);
    await row.getByText(key).waitFor();
    await row.getByText("sent", { exact: true }).waitFor();
    const kept = await program.read("history.jsonl");
    assert.ok(
      kept.includes(key) && !/alex|Quarterly|report/.test(kept),
      "neither recipients nor subjects nor files are kept",
    );
    await page.getByRole("button", { name: "Empty the history" }).click();
    await page.getByText("No mail was sent from here in the last 30 days.").waitFor();
    await assert.rejects(program.read("history.jsonl"));
  });
});

test("a new mail has a new key", async () => {
  await inWindow(async ({ page, program, go }) => {
    await go("/connect");
    await connect(page, "contoso");
    await tested(page);
    await go("/connections/contoso/send");
    const keys = new Set<string>();
    for (const subject of ["One", "Two"]) {
      await page.getByLabel("To", { exact: true }).fill("alex@contoso.com");
      await page.getByLabel("Subject").fill(subject);
      keys.add(await page.locator(".pg-key code").innerText());
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByRole("button", { name: "Write another mail" }).click();
      assert.equal(await page.getByLabel("Subject").inputValue(), "");
    }
    assert.equal(keys.size, 2);
    assert.equal((await delivered(program.folder)).length, 2);
  });
});

test("what is wrong stands beside its field, and nothing is sent", async () => {
  await inWindow(async ({ page, program, go }) => {
    await go("/connect");
    await connect(page, "contoso");
    await tested(page);
    await go("/connections/contoso/send");
    await page.getByLabel("To", { exact: true }).fill("no address,");
    await page.getByLabel("To", { exact: true }).blur();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText(/^no address: /).waitFor();
    await page.getByRole("button", { name: "Remove no address" }).click();
    // Only the connector knows that a mail needs a recipient.
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("1 field needs a change.", { exact: false }).waitFor();
    assert.deepEqual(await delivered(program.folder).catch(() => []), []);
  });
});

test("files over the limit are told before anything is sent", async () => {
  await inWindow(async ({ page, go }) => {
    await go("/connect");
    await connect(page, "contoso");
    await tested(page);
    await go("/connections/contoso/send");
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(90_000_000)], "one.bin"));
      transfer.items.add(new File([new Uint8Array(90_000_000)], "two.bin"));
      document
        .querySelector(".of-files")
        ?.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    });
    await page.getByText("Too large: 172 MB. The limit is 150 MB.").waitFor();
    await page.getByRole("button", { name: "Remove two.bin" }).click();
    await page.getByText("Total: 85.8 MB of 150 MB").waitFor();
  });
});
