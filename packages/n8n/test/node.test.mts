// The node and its credential as n8n loads them: the packed package, beside a stand-in for n8n-workflow.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { DEMO, Emulator } from "../../node/test/support/emulator.js";
import type { OutlookConnectorApi } from "../src/credentials/OutlookConnectorApi.credentials.js";
import type { OutlookConnector } from "../src/nodes/OutlookConnector.node.js";
import type { ExecuteFunctions, Item } from "../src/n8n.js";

const PACKAGES = fileURLToPath(new URL("../../", import.meta.url));
const CREDENTIAL = {
  sign_in: "client-secret",
  tenant_id: DEMO.tenantId,
  client_id: DEMO.clientId,
  client_secret: DEMO.secret,
  mailbox: DEMO.mailbox,
};

let folder = "";
let emulator: Emulator;
let node: OutlookConnector;
let api: OutlookConnectorApi;

before(async () => {
  emulator = await Emulator.start();
  process.env["OUTLOOK_CONNECTOR_EMULATOR"] = emulator.url;
  folder = await mkdtemp(join(tmpdir(), "outlook-n8n-"));
  const pack = ["pack", "--silent", "--pack-destination", folder, "-w", "n8n-nodes-outlook-connector"];
  const name = execFileSync("npm", pack, { cwd: PACKAGES, encoding: "utf8" }).trim();
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
  const install = ["install", "--offline", "--no-audit", "--no-fund", "--silent", join(folder, name)];
  execFileSync("npm", install, { cwd: folder });
  const workflow = join(folder, "node_modules/n8n-workflow");
  await mkdir(workflow);
  await writeFile(
    join(workflow, "index.js"),
    `for (const name of ["NodeApiError", "NodeOperationError"]) exports[name] = class extends Error {
       constructor(node, response, options = {}) {
         super(options.message ?? response.message);
         Object.assign(this, { name, response }, options);
       }
     };`,
  );
  const require = createRequire(join(folder, "package.json"));
  const load = (path: string) => require(`n8n-nodes-outlook-connector/dist/${path}.js`) as object;
  const nodes = load("nodes/OutlookConnector.node") as { OutlookConnector: new () => OutlookConnector };
  const credentials = load("credentials/OutlookConnectorApi.credentials") as {
    OutlookConnectorApi: new () => OutlookConnectorApi;
  };
  node = new nodes.OutlookConnector();
  api = new credentials.OutlookConnectorApi();
});

after(async () => {
  await emulator[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Run {
  readonly credential?: object;
  readonly continueOnFail?: boolean;
  readonly binary?: Readonly<Record<string, { fileName: string; mimeType: string; bytes: Uint8Array }>>;
}

/** Runs the node with one item. */
async function execute(parameters: Readonly<Record<string, unknown>>, run: Run = {}): Promise<Item["json"]> {
  const context: ExecuteFunctions = {
    getInputData: () => [{ json: {} }],
    getNodeParameter: (name, _index, otherwise) => parameters[name] ?? otherwise,
    getCredentials: () => Promise.resolve({ ...CREDENTIAL, ...run.credential }),
    getNode: () => ({}),
    continueOnFail: () => run.continueOnFail ?? false,
    helpers: {
      assertBinaryData: (_index, field) => run.binary?.[field] ?? {},
      getBinaryDataBuffer: (_index, field) => Promise.resolve(run.binary?.[field]?.bytes ?? new Uint8Array()),
    },
  };
  const [[item] = []] = await node.execute.call(context);
  assert.ok(item);
  assert.deepEqual(item.pairedItem, { item: 0 });
  return item.json;
}

const MAIL = {
  operation: "send",
  to: "adele@fabrikam.example; megan@contoso.com",
  subject: "From n8n",
  body: "Hello.",
};

test("a retry with the same key sends nothing", async () => {
  const binary = { data: { fileName: "a.txt", mimeType: "text/plain", bytes: Buffer.from("attached") } };
  const parameters = { ...MAIL, key: "run-1", attachments: "data" };
  assert.equal((await execute(parameters, { binary }))["alreadySent"], false);
  assert.equal((await execute(parameters, { binary }))["alreadySent"], true);
  const delivered = await emulator.delivered();
  assert.deepEqual(
    delivered.map(({ subject, to, attachments }) => [subject, to?.length, attachments.length]),
    [["From n8n", 2, 1]],
  );
  assert.equal((await execute({ operation: "check", reference: "run-1" }))["state"], "sent");
});

test("a key that is empty is refused, unless that is wanted", async () => {
  await assert.rejects(execute({ ...MAIL, key: undefined }), /The key is empty/);
  const receipt = await execute({ ...MAIL, key: "", options: { withoutKey: true, cc: "alex@contoso.com" } });
  assert.equal(receipt["method"], "send-mail");
});

test("errors have the first cause with its check and its fix, and no secret", async () => {
  const credential = { client_secret: "not-the-secret" };
  await assert.rejects(execute({ ...MAIL, key: "run-2" }, { credential }), (error: Error) => {
    const { name, description, httpCode } = error as Error & Record<"description" | "httpCode", string>;
    assert.deepEqual([name, httpCode], ["NodeApiError", "401"]);
    assert.match(description, /Check: .*Fix: /s);
    assert.ok(!JSON.stringify(error).includes("not-the-secret"));
    return true;
  });
  const shown = await execute({ ...MAIL, to: "not an address", key: "run-3" }, { continueOnFail: true });
  assert.deepEqual(
    [shown["case"], shown["retryable"], shown["mayHaveBeenSent"]],
    ["permanent-invalid-input", false, false],
  );
});

test("a connection is tested, and an error explained", async () => {
  assert.equal((await execute({ operation: "test" }))["status"], "ok");
  const explained = await execute({
    operation: "explain",
    response: "AADSTS7000222: The provided client secret keys are expired.",
  });
  assert.equal(explained["verdict"], "permanent-unauthorized");
});

test("the Test button of the credential", async () => {
  const { testConnection } = node.methods.credentialTest;
  assert.equal((await testConnection({ data: CREDENTIAL })).status, "OK");
  const refused = await testConnection({ data: { ...CREDENTIAL, client_secret: "not-the-secret" } });
  assert.equal(refused.status, "Error");
  assert.match(refused.message, /Fix: /);
  const key = await testConnection({ data: { ...CREDENTIAL, sign_in: "certificate", private_key: "no key" } });
  assert.match(key.message, /private key cannot be read/);
});

test("the credential has the fields of describe, and secrets are passwords", () => {
  const names = api.properties.map(({ name }) => name);
  for (const name of ["tenant_id", "client_id", "client_secret", "next_client_secret", "mailbox", "cloud"]) {
    assert.ok(names.includes(name), name);
  }
  const hidden = api.properties.filter(({ typeOptions }) => typeOptions?.["password"] === true);
  assert.deepEqual(hidden.map(({ name }) => name).sort(), [
    "client_secret",
    "key_password",
    "next_client_secret",
    "private_key",
  ]);
});
