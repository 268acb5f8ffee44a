// What a Node.js program gets around a call: files, keys, asynchronous stores, queues, and an end when it wants one.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import {
  createConnector,
  memorySecrets,
  MemoryTokens,
  OutlookError,
  Secret,
  softwareKeys,
  StoreError,
  type Connector,
  type ConnectorOptions,
} from "outlook-connector";
import { CONNECTION, DEMO, Emulator } from "./support/emulator.js";
import { WAY } from "./support/way.js";

let folder = "";
let emulator: Emulator;
const message = { to: "adele@fabrikam.example", subject: "Hello", text: "Hello, Adele." };
const secrets = memorySecrets({ demo: DEMO.secret });

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "outlook-calls-"));
  const subject = ["-subj", "/CN=outlook", "-days", "2", "-newkey", "rsa:2048", "-passout", "pass:marker"];
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem")];
  execFileSync("openssl", ["req", "-x509", ...subject, ...files], { stdio: "ignore" });
  emulator = await Emulator.start(undefined, ["--certificate", join(folder, "certificate.pem")]);
});

after(async () => {
  await emulator[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function connector(options: ConnectorOptions = {}): Connector {
  return createConnector({ emulator: emulator.url, secrets, ...WAY, ...options });
}

async function failure(call: Promise<unknown>): Promise<OutlookError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof OutlookError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

async function lastMail() {
  return (await emulator.delivered()).at(-1);
}

test("only what is needed must be given, and the types have the contract's documentation", async () => {
  const outlook = connector();
  const receipt = await outlook.sendMail(CONNECTION, message);
  assert.equal(receipt.mailbox, DEMO.mailbox);
  const error = await failure(outlook.sendMail(CONNECTION, {}));
  assert.deepEqual([error.case, error.fields[0]?.field], ["permanent-invalid-input", "message.to"]);
  // A form that is not filled in: every field is named, and nothing is a `TypeError`.
  const empty = await failure(outlook.connect({} as typeof CONNECTION));
  assert.ok(empty.fields.length >= 4, inspect(empty.fields));
  const description = await outlook.describe();
  assert.ok("catalogue" in description);
  const { verdict, detail } = await outlook.explain({ body: "AADSTS7000215: Invalid client secret provided." });
  assert.deepEqual([verdict, detail.causes.length > 0], ["permanent-unauthorized", true]);
  assert.ok((await outlook.setupGuide({ mailboxes: [DEMO.mailbox] })).script.includes("New-ServicePrincipal"));
  const types = await readFile(new URL("../dist/contract/types.d.ts", import.meta.url), "utf8");
  assert.ok(types.includes("Directory (tenant) ID: a GUID, or a domain that is verified in the tenant"));
});

test("a client secret that is a certificate: the key signs in Node.js", async () => {
  const key = await readFile(join(folder, "key.pem"));
  const certificate = await readFile(join(folder, "certificate.pem"));
  const outlook = connector({ keys: softwareKeys({ signer: { key, certificate, passphrase: "marker" } }) });
  const signed = { ...CONNECTION, credential: { tag: "certificate", val: "signer" } } as const;
  assert.equal((await outlook.sendMail(signed, message)).alreadySent, false);
  const unknown = { ...CONNECTION, credential: { tag: "certificate", val: "other" } } as const;
  assert.equal((await failure(outlook.connect(unknown))).mayHaveBeenSent, false);
  assert.throws(() => softwareKeys({ signer: { key, certificate, passphrase: "wrong" } }), TypeError);
  const other = execFileSync("openssl", ["genrsa", "2048"], { stdio: ["ignore", "pipe", "ignore"] });
  assert.throws(() => softwareKeys({ signer: { key: other, certificate } }), /belongs to another key/);
});

test("files by path and by stream arrive, and leave nothing behind", async () => {
  const bytes = Buffer.alloc(3_500_000, "0123456789abcdef");
  const path = join(folder, "report.bin");
  await writeFile(path, bytes);
  const outlook = connector();
  const before = await readdir(tmpdir());
  const progress: number[] = [];
  const attachments = [{ path }, { name: "stream.bin", stream: Readable.from([bytes.subarray(0, 1_000_001)]) }];
  const receipt = await outlook.sendMail(
    CONNECTION,
    { ...message, attachments },
    { onProgress: (sent) => progress.push(sent) },
  );
  assert.equal(receipt.method, "draft");
  assert.ok((progress.at(-1) ?? 0) > 4_500_000, "progress counts what the network took");
  const mail = await lastMail();
  const sizes = mail?.attachments.map(({ filename, content }) => [filename, (content as ArrayBuffer).byteLength]);
  assert.deepEqual(sizes, [
    ["report.bin", 3_500_000],
    ["stream.bin", 1_000_001],
  ]);
  const left = (await readdir(tmpdir())).filter(
    (name) => name.startsWith("outlook-connector-") && !before.includes(name),
  );
  assert.deepEqual(left, []);
  const missing = await failure(
    outlook.sendMail(CONNECTION, { ...message, attachments: [{ path: join(folder, "no") }] }),
  );
  assert.deepEqual([missing.case, missing.mayHaveBeenSent], ["permanent-invalid-input", false]);
});

test("a file that changes during the call is not sent", async () => {
  const path = join(folder, "changing.bin");
  await writeFile(path, Buffer.alloc(4_000_000));
  let changed = false;
  const onRequest = () => {
    if (changed) return;
    changed = true;
    void writeFile(path, Buffer.alloc(4_000_000, 1));
  };
  const before = (await emulator.delivered()).length;
  const error = await failure(connector().sendMail(CONNECTION, { ...message, attachments: [{ path }] }, { onRequest }));
  assert.equal(error.mayHaveBeenSent, false);
  assert.equal((await emulator.delivered()).length, before);
});

test("a MIME message goes as it is", async () => {
  const lines = [
    `From: ${DEMO.mailbox}`,
    "To: adele@fabrikam.example",
    "Subject: As it is",
    "MIME-Version: 1.0",
    "",
    "Hi",
  ];
  const mime = { bytes: Buffer.from(lines.join("\r\n")) };
  await connector().sendMail(CONNECTION, { mime });
  assert.equal((await lastMail())?.subject, "As it is");
});

test("stores may be asynchronous, and their failures do not show their texts", async () => {
  const tokens = new MemoryTokens();
  const names: string[] = [];
  const slow: ConnectorOptions = {
    secrets: { get: async (name) => (await sleep(5), name === "demo" ? new Secret(DEMO.secret) : undefined) },
    tokens: {
      get: async (name) => (await sleep(5), names.push(name), tokens.get(name)),
      put: async (name, token) => {
        await sleep(5);
        tokens.put(name, token);
      },
      delete: async (name) => {
        await sleep(5);
        tokens.delete(name);
      },
    },
  };
  const outlook = connector(slow);
  await outlook.sendMail(CONNECTION, message);
  assert.ok(
    names.every((name) => /^cache:token\/[0-9a-f]{32}$/.test(name)),
    names.join(),
  );

  const broken = new Error("the database says marker");
  const failed = await failure(connector({ secrets: { get: () => Promise.reject(broken) } }).connect(CONNECTION));
  assert.deepEqual([failed.case, failed.retryable, failed.cause], ["transient", true, broken]);
  assert.ok(!failed.message.includes("marker") && !JSON.stringify(failed.detail).includes("marker"));
  const denied = { get: () => Promise.reject(new StoreError("denied", "the vault is sealed")) };
  const refused = await failure(connector({ secrets: denied }).connect(CONNECTION));
  assert.equal(refused.retryable, false);
  assert.ok(JSON.stringify(refused.detail).includes("the vault is sealed"));
});

test("tenants have stores and tokens of their own", async () => {
  const outlook = connector({ secrets: memorySecrets({}) });
  const ours = outlook.forTenant("ours", { secrets });
  const theirs = outlook.forTenant("theirs", { secrets: memorySecrets({ demo: "not-the-secret" }) });
  await ours.connect(CONNECTION);
  assert.equal((await failure(theirs.sendMail(CONNECTION, message))).case, "permanent-unauthorized");
  assert.ok(!inspect(ours, { depth: 9, showHidden: true }).includes(DEMO.secret));
});

test("at most four calls at once work on a mailbox, in order of arrival", async () => {
  const outlook = connector({ threads: 6 });
  await outlook.connect(CONNECTION);
  const statuses: (number | undefined)[] = [];
  let waited = 0;
  const options = {
    onRequest: ({ status }: { status?: number }) => statuses.push(status),
    onTurn: (milliseconds: number) => (waited += milliseconds),
  };
  await Promise.all(Array.from({ length: 12 }, () => outlook.sendMail(CONNECTION, message, options)));
  // The emulator refuses a fifth request at once with 429, as Outlook does.
  assert.deepEqual(statuses, Array<number>(12).fill(202));
  assert.ok(waited > 0);
  const crowd = Array.from({ length: 6 }, () => outlook.sendMail(CONNECTION, message));
  const late = await failure(outlook.sendMail(CONNECTION, message, { timeBudgetMs: 1 }));
  assert.deepEqual([late.case, late.retryable, late.mayHaveBeenSent], ["busy", true, false]);
  await Promise.all(crowd);
});

test("a call is stopped by its signal, and says whether the mail may have been sent", async () => {
  const aborted = AbortSignal.abort();
  const never = await failure(connector().sendMail(CONNECTION, message, { signal: aborted }));
  assert.deepEqual([never.case, never.mayHaveBeenSent, never.retryable], ["cancelled", false, false]);
  for (const [on, mayHaveBeenSent] of [
    ["token", false],
    ["sendMail", true],
  ] as const) {
    const faults = [{ on, effect: { kind: "delayResponse", millis: 60_000 } }];
    const world = JSON.parse(
      await readFile(new URL("../../../tests/end_to_end/cases/demo-world.json", import.meta.url), "utf8"),
    ) as object;
    await using late = await Emulator.start({ ...world, faults });
    const outlook = createConnector({ emulator: late.url, secrets, ...WAY });
    const controller = new AbortController();
    const call = failure(outlook.sendMail(CONNECTION, message, { signal: controller.signal }));
    await sleep(1500);
    controller.abort();
    const error = await call;
    assert.deepEqual([error.case, error.mayHaveBeenSent], ["cancelled", mayHaveBeenSent], on);
    // The connector serves further calls, in a new place.
    assert.equal((await outlook.sendMail(CONNECTION, message)).alreadySent, false);
  }
});

test("a call that is stopped between two requests begins no other", async () => {
  const before = (await emulator.delivered()).length;
  for (let round = 0; round < 5; round += 1) {
    const controller = new AbortController();
    // The token has arrived, and the next request would send the mail.
    const options = { signal: controller.signal, onRequest: () => controller.abort() };
    const error = await failure(connector().sendMail(CONNECTION, message, options));
    assert.deepEqual([error.case, error.mayHaveBeenSent], ["cancelled", false]);
  }
  await sleep(200);
  assert.equal((await emulator.delivered()).length, before);
});

test("a call that waits for a store beyond its time is stopped", async () => {
  const never = { get: () => new Promise<undefined>(() => undefined) };
  const call = connector({ secrets: never }).sendMail(CONNECTION, message, { timeBudgetMs: 1000 });
  const late = await failure(call);
  assert.deepEqual([late.case, late.mayHaveBeenSent, late.retryable], ["timed-out", false, true]);
});
