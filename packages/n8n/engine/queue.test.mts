// Queue mode: a main process takes webhooks, and workers run the workflows. A worker that is killed in the middle of a send.
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Emulator } from "../../node/test/support/emulator.js";
import { Client, type Execution } from "./support/client.mjs";
import { N8n } from "./support/n8n.mjs";
import { freePort } from "./support/processes.mjs";
import { missing, Services } from "./support/services.mjs";
import { node, workflow } from "./support/workflow.mjs";

const READY = { main: "Editor is now accessible", worker: "n8n worker is now ready" };

/** Bytes of the large file: more than the 3 MB above which the connector uploads in pieces. */
const LARGE_BYTES = 5_000_000;

/** Longer than a test waits, in milliseconds. */
const HELD_MS = 600_000;

/** The third mail is sent, and its response is held back. The request for the fourth is held back before it is processed. */
const FAULTS = [
  { on: "sendDraft", skip: 2, effect: { kind: "delayResponse", millis: HELD_MS } },
  { on: "sendDraft", skip: 2, effect: { kind: "delay", millis: HELD_MS } },
];

/** Longest wait for an execution, in milliseconds. n8n looks for stalled jobs every three seconds here. */
const EXECUTION_MS = 60_000;

const skip = missing() ?? false;
const hook = (path: string) => ({
  ...node("Hook", "n8n-nodes-base.webhook", 2, { path, httpMethod: "POST", responseMode: "onReceived", options: {} }),
  // With it, the path is the whole path.
  webhookId: path,
});
const orders = workflow("Orders", [hook("orders")], { key: "={{ $json.body.order }}" });
const reports = workflow("Reports", [hook("reports")], { key: "report-1", attachments: "data", subject: "Report" });

let port = 0;
let emulator: Emulator;
let services: Services;
let n8n: N8n;
let client: Client;
let worker: ChildProcess;

before(async () => {
  if (skip !== false) return;
  const world = JSON.parse(
    readFileSync(new URL("../../../tests/end_to_end/cases/demo-world.json", import.meta.url), "utf8"),
  ) as object;
  emulator = await Emulator.start({ ...world, faults: FAULTS });
  services = await Services.start();
  port = await freePort();
  n8n = await N8n.install(emulator.url, [orders, reports], {
    ...services.environment,
    EXECUTIONS_MODE: "queue",
    N8N_PORT: String(port),
    // By default a job counts as stalled after a minute.
    QUEUE_WORKER_LOCK_DURATION: "6000",
    QUEUE_WORKER_LOCK_RENEW_TIME: "2000",
    QUEUE_WORKER_STALLED_INTERVAL: "3000",
  });
  for (const { id } of [orders, reports]) await n8n.run("publish:workflow", `--id=${id}`);
  await n8n.start(["start"], READY.main);
  client = await Client.setUp(port);
  worker = await n8n.start(["worker"], READY.worker);
});

after(async () => {
  if (skip !== false) return;
  await n8n[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
  await emulator[Symbol.asyncDispose]();
});

/** Calls a webhook, and returns the execution that it starts. */
async function call(path: string, body: string | FormData): Promise<string> {
  const known = new Set((await client.executions()).map(({ id }) => id));
  const headers = new Headers(typeof body === "string" ? { "content-type": "application/json" } : {});
  const response = await fetch(`http://127.0.0.1:${port}/webhook/${path}`, { method: "POST", headers, body });
  assert.equal(response.status, 200, await response.text());
  return (await until(({ id }) => !known.has(id))).id;
}

async function until(found: (execution: Execution) => boolean): Promise<Execution> {
  const late = performance.now() + EXECUTION_MS;
  for (;;) {
    const executions = await client.executions();
    const execution = executions.find(found);
    if (execution !== undefined) return execution;
    assert.ok(performance.now() < late, `it did not come: ${JSON.stringify(executions)}`);
    await sleep(200);
  }
}

async function ended(id: string): Promise<string> {
  const execution = await until((each) => each.id === id && !["new", "running", "waiting"].includes(each.status));
  return execution.status;
}

async function subjects(): Promise<(string | undefined)[]> {
  return (await emulator.delivered()).map(({ subject }) => subject);
}

test("a webhook's workflow is run by a worker and sends once", { skip }, async () => {
  assert.equal(await ended(await call("orders", JSON.stringify({ order: "1" }))), "success");
  assert.deepEqual(await subjects(), ["From n8n"]);
  // The same order again: the workflow succeeds, and nothing is sent.
  assert.equal(await ended(await call("orders", JSON.stringify({ order: "1" }))), "success");
  assert.deepEqual(await subjects(), ["From n8n"]);
});

test("a file of 5 MB reaches the worker and arrives as it was", { skip }, async () => {
  const content = Buffer.alloc(LARGE_BYTES, "0123456789abcdefg");
  const form = new FormData();
  form.set("data", new Blob([content], { type: "application/pdf" }), "report.pdf");
  assert.equal(await ended(await call("reports", form)), "success");
  const [attachment] = (await emulator.delivered()).at(-1)?.attachments ?? [];
  assert.equal(attachment?.filename, "report.pdf");
  assert.ok(content.equals(Buffer.from(attachment.content as ArrayBuffer)), "the bytes differ");
});

/** Kills the worker, starts another, waits until n8n has noticed, and presses Retry. Returns the data of the new execution. */
async function killAndRetry(id: string): Promise<string> {
  worker.kill("SIGKILL");
  worker = await n8n.start(["worker"], READY.worker);
  const status = await ended(id);
  assert.ok(["crashed", "error"].includes(status), status);
  await client.retry(id);
  const retry = await until(({ retryOf }) => retryOf === id);
  assert.equal(await ended(retry.id), "success");
  return client.data(retry.id);
}

test("a worker is killed after Exchange took the mail: Retry finds it", { skip }, async () => {
  const before = (await subjects()).length;
  const id = await call("orders", JSON.stringify({ order: "2" }));
  // The worker waits for the response.
  while ((await subjects()).length === before) await sleep(50);
  assert.match(await killAndRetry(id), /"alreadySent":true/);
  assert.equal((await subjects()).length, before + 1);
});

test("a worker is killed before Exchange took the mail: Retry sends it", { skip }, async () => {
  const before = (await subjects()).length;
  const id = await call("orders", JSON.stringify({ order: "3" }));
  // The emulator holds the request back, and drops it when the worker is gone.
  await sleep(3000);
  assert.equal((await subjects()).length, before);
  assert.match(await killAndRetry(id), /"alreadySent":false/);
  assert.equal((await subjects()).length, before + 1);
});
