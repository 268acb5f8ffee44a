// Runs the node in n8n itself: `cargo xtask engine n8n`. It needs Node.js 24, five minutes and 2.8 GB for n8n, once.
import assert from "node:assert/strict";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DEMO, Emulator } from "../../node/test/support/emulator.js";

/** 2.41.3 cannot be installed: one of its dependencies is not in the registry. */
const N8N = "n8n@2.40.7";
const PACKAGES = fileURLToPath(new URL("../../", import.meta.url));
const ENGINE = process.env["N8N_FOLDER"] ?? join(PACKAGES, "../target/engines/n8n");
const PROGRAM = join(ENGINE, "node_modules/n8n/bin/n8n");
const CREDENTIAL = {
  sign_in: "client-secret",
  cloud: "global",
  tenant_id: DEMO.tenantId,
  client_id: DEMO.clientId,
  client_secret: DEMO.secret,
  mailbox: DEMO.mailbox,
};
const TYPE = "n8n-nodes-outlook-connector.outlookConnector";

let folder = "";
let emulator: Emulator;
let environment: NodeJS.ProcessEnv;

before(async () => {
  await install();
  folder = await mkdtemp(join(tmpdir(), "outlook-n8n-"));
  emulator = await Emulator.start();
  environment = {
    ...process.env,
    N8N_USER_FOLDER: folder,
    N8N_ENCRYPTION_KEY: "of-this-test",
    N8N_DIAGNOSTICS_ENABLED: "false",
    N8N_VERSION_NOTIFICATIONS_ENABLED: "false",
    N8N_RUNNERS_ENABLED: "false",
    OUTLOOK_CONNECTOR_EMULATOR: emulator.url,
  };
  // Where n8n installs community packages.
  const nodes = join(folder, ".n8n/nodes");
  await mkdir(nodes, { recursive: true });
  const pack = ["pack", "--silent", "--pack-destination", folder, "-w", "n8n-nodes-outlook-connector"];
  const packed = execFileSync("npm", pack, { cwd: PACKAGES, encoding: "utf8" }).trim();
  await writeFile(join(nodes, "package.json"), JSON.stringify({ name: "installed-nodes", private: true }));
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", "--silent", join(folder, packed)], {
    cwd: nodes,
  });
  await writeFile(join(folder, "credentials.json"), JSON.stringify([credential()]));
  await writeFile(join(folder, "workflows.json"), JSON.stringify([workflow("Megan"), workflow("nobody")]));
  n8n("import:credentials", `--input=${join(folder, "credentials.json")}`);
  n8n("import:workflow", `--input=${join(folder, "workflows.json")}`);
});

after(async () => {
  await emulator[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Installs n8n, if it is not installed. Of its packages with code of their own only sqlite3 is built. */
async function install(): Promise<void> {
  if (existsSync(PROGRAM)) return;
  await mkdir(ENGINE, { recursive: true });
  await writeFile(join(ENGINE, "package.json"), JSON.stringify({ private: true }));
  const options = { cwd: ENGINE, stdio: "inherit" } as const;
  execFileSync("npm", ["install", N8N, "--ignore-scripts", "--force", "--no-audit", "--no-fund"], options);
  execFileSync("npm", ["rebuild", "sqlite3"], options);
}

function n8n(...args: readonly string[]): string {
  return execFileSync(process.execPath, [PROGRAM, ...args], { env: environment, encoding: "utf8" });
}

function credential() {
  return { id: "outlookcred000001", name: "Contoso", type: "outlookConnectorApi", data: CREDENTIAL };
}

/** A workflow that sends, with the default key, and takes an error as an item. */
function workflow(to: "Megan" | "nobody") {
  const data = { values: [{ name: "order", value: "4711", type: "string" }] };
  const parameters = {
    operation: "send",
    to: to === "Megan" ? "megan@contoso.com" : "not an address",
    subject: "From n8n",
    body: "It works.",
  };
  return {
    id: `outlookflow${to}01`.padEnd(16, "0"),
    name: `Send to ${to}`,
    active: false,
    settings: {},
    connections: {
      Start: { main: [[{ node: "Data", type: "main", index: 0 }]] },
      Data: { main: [[{ node: "Outlook", type: "main", index: 0 }]] },
    },
    nodes: [
      node("Start", "n8n-nodes-base.manualTrigger", 1, {}),
      node("Data", "n8n-nodes-base.set", 1, { values: { string: data.values }, options: {} }),
      {
        ...node("Outlook", TYPE, 1, parameters),
        credentials: { outlookConnectorApi: { id: credential().id, name: credential().name } },
      },
    ],
  };
}

function node(name: string, type: string, typeVersion: number, parameters: object) {
  return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}

function execute(id: string): string {
  try {
    return n8n("execute", `--id=${id}`);
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
}

test("a workflow sends, and runs again without a second mail", async () => {
  assert.match(execute(workflow("Megan").id), /"alreadySent": false/);
  assert.match(execute(workflow("Megan").id), /"alreadySent": true/);
  assert.deepEqual(
    (await emulator.delivered()).map(({ subject }) => subject),
    ["From n8n"],
  );
});

test("an error has its field and its fix", () => {
  const output = execute(workflow("nobody").id);
  assert.match(output, /not one address|address/);
  assert.ok(!output.includes(DEMO.secret));
});

test("the credential's Test button", async () => {
  const port = "15678";
  const server = spawn(process.execPath, [PROGRAM, "start"], {
    env: { ...environment, N8N_PORT: port, N8N_LISTEN_ADDRESS: "127.0.0.1", N8N_SECURE_COOKIE: "false" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    await ready(server);
    const url = `http://127.0.0.1:${port}/rest`;
    const post = async (path: string, body: object, cookie = "") =>
      fetch(`${url}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", cookie, "browser-id": "test" },
        body: JSON.stringify(body),
      });
    const owner = { email: "owner@contoso.com", firstName: "O", lastName: "O", password: "Password-of-a-test-1" };
    const setUp = await post("/owner/setup", owner);
    const cookie = setUp.headers
      .getSetCookie()
      .map((each) => each.split(";")[0])
      .join("; ");
    const button = async (data: object) => {
      const response = await post("/credentials/test", { credentials: { ...credential(), data } }, cookie);
      return (await response.json()) as { data: { status: string; message: string } };
    };
    assert.equal((await button(CREDENTIAL)).data.status, "OK");
    const refused = await button({ ...CREDENTIAL, client_secret: "not-the-secret" });
    assert.equal(refused.data.status, "Error");
    assert.match(refused.data.message, /Fix: /);
  } finally {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    await ended;
  }
});

async function ready(server: ChildProcess): Promise<void> {
  let log = "";
  for (const output of [server.stdout, server.stderr]) output?.on("data", (text) => (log += String(text)));
  while (!log.includes("Editor is now accessible")) {
    if (server.exitCode !== null) throw new Error(`n8n ended:\n${log}`);
    await sleep(200);
  }
}
