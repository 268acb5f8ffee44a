// Calls without threads: what differs from calls in threads. `npm run test:jspi` runs the other tests in this way, too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createConnector, memorySecrets, OutlookError, Secret } from "outlook-connector";
import { CONNECTION, DEMO, Emulator } from "./support/emulator.js";
import { MISSING } from "./support/way.js";

const skip = MISSING ?? false;
const message = { to: "adele@fabrikam.example", subject: "Hello", text: "Hello, Adele." };

async function failure(call: Promise<unknown>): Promise<OutlookError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof OutlookError, String(error));
  return error;
}

test("an engine that cannot suspend a component is refused", { skip: MISSING === undefined && "it can" }, () => {
  assert.throws(() => createConnector({ withoutThreads: true }), /`withoutThreads` needs `WebAssembly.Suspending`/);
});

test("without a thread, the program goes on while a call waits", { skip }, async () => {
  const file = new URL("../../../tests/end_to_end/cases/demo-world.json", import.meta.url);
  const faults = [{ on: "sendMail", effect: { kind: "delayResponse", millis: 1000 } }];
  await using emulator = await Emulator.start({ ...(JSON.parse(readFileSync(file, "utf8")) as object), faults });
  const secrets = memorySecrets({ demo: DEMO.secret });
  const outlook = createConnector({ emulator: emulator.url, secrets, withoutThreads: true });
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 10);
  const receipt = await outlook.sendMail(CONNECTION, message);
  clearInterval(timer);
  assert.equal(receipt.alreadySent, false);
  assert.ok(turns > 50, `${turns} turns in a second`);
});

test("without a thread, a call that was stopped does nothing more", { skip }, async () => {
  await using emulator = await Emulator.start();
  let find: (secret: Secret) => void = () => undefined;
  const found = new Promise<Secret>((resolve) => (find = resolve));
  const requests: unknown[] = [];
  const outlook = createConnector({ emulator: emulator.url, secrets: { get: () => found }, withoutThreads: true });
  const controller = new AbortController();
  const options = { signal: controller.signal, onRequest: (request: unknown) => requests.push(request) };
  const call = failure(outlook.sendMail(CONNECTION, message, options));
  await sleep(200);
  controller.abort();
  assert.equal((await call).case, "cancelled");
  // The reply comes too late.
  find(new Secret(DEMO.secret));
  await sleep(200);
  assert.deepEqual(requests, []);
  assert.equal((await outlook.sendMail(CONNECTION, message)).alreadySent, false);
});

test("without a thread, what a store returns wrongly ends its call and no other", { skip }, async () => {
  await using emulator = await Emulator.start();
  const secrets = memorySecrets({ demo: DEMO.secret });
  const attachments = { size: () => 4_000_000, read: () => undefined as unknown as Uint8Array };
  const outlook = createConnector({ emulator: emulator.url, secrets, attachments, withoutThreads: true });
  const mail = { ...message, attachments: [{ name: "file.bin", stored: "file" }] };
  const [broken, sent] = await Promise.all([
    failure(outlook.sendMail(CONNECTION, mail)),
    outlook.sendMail(CONNECTION, message),
  ]);
  assert.deepEqual([broken.case, broken.mayHaveBeenSent, sent.alreadySent], ["trap", false, false]);
});
