// Runs the node in n8n itself: `cargo xtask engine n8n`.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DEMO, Emulator } from "../../node/test/support/emulator.js";
import { Client } from "./support/client.mjs";
import { CREDENTIAL, credential, N8n } from "./support/n8n.mjs";
import { end, freePort } from "./support/processes.mjs";
import { node, ORDER, START, workflow } from "./support/workflow.mjs";

/** Bytes of the large file: more than the 3 MB above which the connector uploads in pieces. */
const LARGE_BYTES = 5_000_000;

const megan = workflow("Megan", [START, ORDER], {});
const nobody = workflow("Nobody", [START, ORDER], { to: "not an address" });
let large: ReturnType<typeof workflow>;

let files = "";
let emulator: Emulator;
let n8n: N8n;

before(async () => {
  files = await mkdtemp(join(tmpdir(), "outlook-n8n-files-"));
  const path = join(files, "large.bin");
  await writeFile(path, content());
  const read = node("File", "n8n-nodes-base.readWriteFile", 1, { operation: "read", fileSelector: path });
  large = workflow("Large", [START, read], { subject: "Large", attachments: "data" });
  emulator = await Emulator.start();
  n8n = await N8n.install(emulator.url, [megan, nobody, large], { N8N_RESTRICT_FILE_ACCESS_TO: files });
});

after(async () => {
  await n8n[Symbol.asyncDispose]();
  await emulator[Symbol.asyncDispose]();
  await rm(files, { recursive: true });
});

function content(): Buffer {
  return Buffer.alloc(LARGE_BYTES, "0123456789abcdefg");
}

function execute({ id }: { id: string }): Promise<string> {
  return n8n.run("execute", `--id=${id}`);
}

test("a workflow sends, and runs again without a second mail", async () => {
  assert.match(await execute(megan), /"alreadySent": false/);
  assert.match(await execute(megan), /"alreadySent": true/);
  const delivered = await emulator.delivered();
  assert.deepEqual(
    delivered.map(({ subject }) => subject),
    ["From n8n"],
  );
});

test("an error has its field and its fix", async () => {
  const output = await execute(nobody);
  const [problem, ...advice] = [
    "It has no @. Type one address such as megan@contoso.com.",
    "A field is missing, malformed, or beyond a limit.",
    "Check: Look at the fields of this error. Each of them says what is wrong.",
    "Fix: Correct each field as it says.",
  ];
  assert.ok(output.includes(`NodeApiError: message.to[0].address: ${problem}`), output);
  assert.ok(output.includes(`"description": ${JSON.stringify([problem, ...advice].join("\n"))}`), output);
  assert.match(output, /"errorResponse": \{\s*"code": "invalid-input"/);
  assert.ok(!output.includes(DEMO.secret));
});

test("a file of 5 MB arrives as it was", async () => {
  assert.match(await execute(large), /"alreadySent": false/);
  const mail = (await emulator.delivered()).find(({ subject }) => subject === "Large");
  const [attachment] = mail?.attachments ?? [];
  assert.equal(attachment?.filename, "large.bin");
  assert.ok(content().equals(Buffer.from(attachment.content as ArrayBuffer)), "the bytes differ");
});

test("the credential's Test button", async () => {
  const port = await freePort();
  const server = await n8n.start(["start"], "Editor is now accessible", { N8N_PORT: String(port) });
  const client = await Client.setUp(port);
  const button = (data: object) => client.testCredential({ ...credential(), data });
  assert.equal((await button(CREDENTIAL)).status, "OK");
  const refused = await button({ ...CREDENTIAL, client_secret: "not-the-secret" });
  assert.equal(refused.status, "Error");
  assert.match(refused.message, /Fix: /);
  await end(server);
});
