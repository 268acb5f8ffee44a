// Measures calls in threads beside calls without them: `npm run measure`, with a Node.js that has JavaScript Promise Integration. Each way runs in a
// process of its own. docs/src/embed/node.md has the figures.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { createConnector, memorySecrets, type Connector } from "outlook-connector";
import { CONNECTION, DEMO, Emulator } from "./support/emulator.js";

const MESSAGE = { to: "adele@fabrikam.example", subject: "Hello", text: "Hello, Adele." };
const SIZES = { "5-MB": 5_000_000, "150-MB": 150_000_000 };
const SENDS = 200;
const AT_ONCE = 16;

/** Shows the time, the processor time and the longest pause of the event loop of what is run. */
async function measure(name: string, sends: number, what: () => Promise<unknown>): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const [startedAt, usage] = [performance.now(), process.cpuUsage()];
  await what();
  const milliseconds = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(usage);
  delay.disable();
  const shown = [
    `${(milliseconds / sends).toFixed(1)} ms a send`,
    `${((user + system) / 1000 / sends).toFixed(1)} ms of processor time a send`,
    `the event loop waited ${(delay.max / 1e6).toFixed(0)} ms at most, ${(delay.percentile(99) / 1e6).toFixed(1)} ms in 99 of 100`,
    `${Math.round(process.memoryUsage.rss() / 1e6)} MB`,
  ];
  console.log(`  ${name}: ${shown.join("; ")}`);
}

async function sendAll(outlook: Connector, sends: number, atOnce: number): Promise<void> {
  let left = sends;
  const one = async () => {
    while (left-- > 0) await outlook.sendMail(CONNECTION, MESSAGE);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

async function run(withoutThreads: boolean): Promise<void> {
  const file = new URL("../../../tests/end_to_end/cases/demo-world.json", import.meta.url);
  const world = JSON.parse(readFileSync(file, "utf8")) as { tenants: { mailboxes: { maxSendSize: number }[] }[] };
  for (const mailbox of world.tenants.flatMap(({ mailboxes }) => mailboxes)) mailbox.maxSendSize = 250_000_000;
  await using emulator = await Emulator.start({ ...world, enforceMailboxConcurrency: false });
  const secrets = memorySecrets({ demo: DEMO.secret });
  const attachments = {
    size: (name: string) => SIZES[name as keyof typeof SIZES],
    read: (name: string, offset: number, length: number) =>
      new Uint8Array(Math.min(length, SIZES[name as keyof typeof SIZES] - offset)),
  };
  const options = { emulator: emulator.url, secrets, attachments, callsPerMailbox: AT_ONCE, threads: AT_ONCE };
  const outlook = createConnector({ ...options, withoutThreads });
  console.log(withoutThreads ? "without threads" : "in threads");
  console.log(`  before: ${Math.round(process.memoryUsage.rss() / 1e6)} MB`);
  await measure("the first send", 1, () => sendAll(outlook, 1, 1));
  await measure("further first sends", 20, () => sendAll(outlook, 20, 1));
  await measure("one at once", SENDS, () => sendAll(outlook, SENDS, 1));
  await measure(`${AT_ONCE} at once, first`, SENDS, () => sendAll(outlook, SENDS, AT_ONCE));
  await measure(`${AT_ONCE} at once`, SENDS, () => sendAll(outlook, SENDS, AT_ONCE));
  for (const stored of Object.keys(SIZES)) {
    const mail = { ...MESSAGE, attachments: [{ name: "file.bin", stored }] };
    await measure(stored, 1, () => outlook.sendMail(CONNECTION, mail));
  }
  await outlook.close();
}

const [way] = process.argv.slice(2);
if (way === undefined) {
  for (const each of ["threads", "without"]) {
    const args = ["--import", "tsx", fileURLToPath(import.meta.url), each];
    execFileSync(process.execPath, args, { stdio: "inherit" });
  }
} else {
  await run(way === "without");
}
