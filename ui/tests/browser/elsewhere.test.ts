import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import test, { after } from "node:test";
import { promisify } from "node:util";
import { TOOL } from "../support/program.ts";
import { connect, tested } from "../support/steps.ts";
import { closeBrowser, inWindow } from "../support/window.ts";

after(closeBrowser);

const run = promisify(execFile);

test(
  "the command of a mail that was sent runs as it is, and sends the same mail",
  { skip: process.platform === "win32" },
  async () => {
    await inWindow(async ({ page, program, go }) => {
      await go("/connect");
      await connect(page, "contoso");
      await tested(page);
      await go("/connections/contoso/send");
      await page.getByLabel("To", { exact: true }).fill("alex@contoso.com; megan@contoso.com,");
      await page.getByLabel("Subject").fill("It's $HOME & 5 > 3");
      await page.locator("textarea").first().fill("<p>Größe: `x`</p>");
      const buffer = Buffer.from("a,b\n1,2\n");
      await page.locator("input[type=file]").setInputFiles({ name: "my report.csv", mimeType: "text/csv", buffer });
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.locator(".pg-receipt").waitFor();
      await page.getByText("Send this mail from elsewhere").click();
      await page.getByRole("button", { name: "Copy: As command" }).click();
      const command = await page.evaluate(() => navigator.clipboard.readText());

      const folder = join(program.folder, "shell");
      await mkdir(folder);
      await writeFile(join(folder, "my report.csv"), buffer);
      const env = {
        ...process.env,
        PATH: `${dirname(TOOL)}:${process.env.PATH ?? ""}`,
        OUTLOOK_HOST_CONFIG_DIR: join(program.folder, "config"),
      };
      const shell = (text: string) => run("sh", ["-c", text], { cwd: folder, env });
      // The same key: the connector finds the mail that the page sent.
      const { stdout } = await shell(`${command} --json`);
      assert.equal((JSON.parse(stdout) as { result: { already_sent: boolean } }).result.already_sent, true, stdout);
      const other = command.replace(/--idempotency-key \S+/, "--idempotency-key another");
      assert.notEqual(other, command);
      await shell(other);
      const mails = await readdir(join(program.folder, "mail"));
      const [one, two] = await Promise.all(
        mails.sort().map(async (name) => readFile(join(program.folder, "mail", name), "utf8")),
      );
      // All but what differs by nature: times, IDs, boundaries.
      const lines = (mail = "") =>
        mail.split("\r\n").filter((line) => /^(To|Subject|Content-Type: text|PHA|a,b|YSxi)/.test(line));
      assert.ok(lines(one).length >= 4, one);
      assert.deepEqual(lines(two), lines(one));

      await page.getByRole("tab", { name: "As JSON" }).click();
      const json = await page.getByRole("tabpanel", { name: "As JSON" }).locator("pre").innerText();
      assert.deepEqual((JSON.parse(json) as { message: { attachments: unknown } }).message.attachments, [
        { name: "my report.csv", part: "file-1", content_type: "text/csv" },
      ]);
    });
  },
);
