// Runs the listings of docs/src/embed/node.md.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DEMO, Emulator } from "./support/emulator.js";

let folder = "";
let emulator: Emulator;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "outlook-examples-"));
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem")];
  const options = ["-subj", "/CN=outlook", "-days", "2", "-newkey", "rsa:2048", "-passout", "pass:password"];
  execFileSync("openssl", ["req", "-x509", ...options, ...files], { stdio: "ignore" });
  emulator = await Emulator.start(undefined, ["--certificate", join(folder, "certificate.pem")]);
});

after(async () => {
  await emulator[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

function run(example: string, environment: NodeJS.ProcessEnv = {}, args: readonly string[] = []): Promise<Ran> {
  const path = new URL(`../examples/${example}`, import.meta.url).pathname;
  const env = {
    ...process.env,
    TENANT_ID: DEMO.tenantId,
    CLIENT_ID: DEMO.clientId,
    MAILBOX: DEMO.mailbox,
    CLIENT_SECRET: DEMO.secret,
    OUTLOOK_EMULATOR: emulator.url,
    ...environment,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [path, ...args], { env }, (error, output, errors) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, output, errors });
    });
  });
}

test("send.mjs: tests, sends, and sends nothing a second time", async () => {
  const first = await run("send.mjs");
  assert.match(first.output, /^Signs in, .*\naccepted at 20/, first.errors);
  const second = await run("send.mjs");
  assert.match(second.output, /was sent before/, second.errors);
  assert.equal((await emulator.delivered()).filter(({ subject }) => subject === "Your order 4711").length, 1);
});

test("errors.mjs: repeats what is safe, and shows what a person must do", async () => {
  const sent = await run("errors.mjs");
  assert.match(sent.output, /^draft /, sent.errors);
  const refused = await run("errors.mjs", { CLIENT_SECRET: "not-the-secret" });
  assert.equal(refused.code, 1);
  assert.match(refused.errors, /^permanent-unauthorized \(.*\): /);
  assert.match(refused.errors, /Check: .*\n?.*Fix: /s);
  assert.ok(!refused.errors.includes("not-the-secret"));
});

test("files.mjs: files by path, stream and bytes", async () => {
  const path = join(folder, "report.pdf");
  await writeFile(path, Buffer.alloc(3_200_000, 7));
  const ran = await run("files.mjs", {}, [path]);
  assert.match(ran.output, /\d+ bytes\n$/, ran.errors);
  const mail = (await emulator.delivered()).find(({ subject }) => subject === "The report");
  assert.deepEqual(
    mail?.attachments.map(({ filename, content }) => [filename, (content as ArrayBuffer).byteLength]),
    [
      ["report.pdf", 3_200_000],
      ["copy.pdf", 3_200_000],
      ["note.txt", 10],
    ],
  );
});

test("stores.mjs: a vault for each customer", async () => {
  const ran = await run("stores.mjs");
  assert.equal(ran.output, "global 0\n", ran.errors);
});

test("certificate.mjs: signs in with a key", async () => {
  const files = { KEY_FILE: join(folder, "key.pem"), CERTIFICATE_FILE: join(folder, "certificate.pem") };
  const ran = await run("certificate.mjs", { ...files, KEY_PASSWORD: "password", CLIENT_SECRET: "" });
  assert.match(ran.output, /^20\d\d-.*Z\n$/, ran.errors);
});
