// The cases of tests/end_to_end/cases, which the Rust host passes as well. The README there describes their form.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import {
  createConnector,
  memorySecrets,
  OutlookError,
  StoreError,
  type AttachmentInput,
  type AttachmentStore,
  type Connector,
  type MessageInput,
  type RequestRecord,
} from "outlook-connector";
import { CONNECTION, DEMO, Emulator } from "./support/emulator.js";
import { WAY } from "./support/way.js";

type Fields = Readonly<Record<string, unknown>>;

interface Case {
  readonly name: string;
  readonly line?: "plain" | "tls" | "untrusted" | "nothing";
  readonly secret?: string;
  readonly roles?: readonly string[];
  readonly faults?: readonly unknown[];
  readonly files?: Readonly<Record<string, number>>;
  readonly steps: readonly Step[];
  readonly delivered?: readonly { subject: string; xTicket?: string; attachments?: readonly number[] }[];
  readonly requests?: Readonly<Record<string, number>>;
}

interface Step {
  readonly send?: MailFields;
  readonly connect?: object;
  readonly test?: object;
  readonly check?: string;
  readonly options?: { readonly idempotencyKey?: string; readonly timeBudgetMs?: number };
  readonly connection?: Readonly<Record<"mailbox" | "clientId" | "tenantId", string>>;
  readonly gives?: Fields;
  readonly fails?: Fields;
}

interface MailFields {
  readonly to?: readonly string[];
  readonly subject?: string;
  readonly html?: string;
  readonly xTicket?: string;
  readonly attachments?: readonly { name: string; bytes: number; as: "bytes" | "base64" | "stored"; stored?: string }[];
}

interface World {
  faults?: readonly unknown[];
  readonly tenants: [{ readonly applications: [{ exchangeRoles: { readonly role: string }[] }] }];
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../tests/end_to_end/cases/${file}`, import.meta.url), "utf8"));
}

for (const file of ["sending.json", "faults.json", "refusals.json"]) {
  const cases = read(file) as readonly Case[];
  assert.ok(cases.length > 0, file);
  for (const each of cases) test(each.name, () => run(each));
}

async function run(each: Case): Promise<void> {
  const world = read("demo-world.json") as World;
  const [app] = world.tenants[0].applications;
  const { roles, faults } = each;
  if (roles !== undefined) app.exchangeRoles = app.exchangeRoles.filter(({ role }) => roles.includes(role));
  if (faults !== undefined) world.faults = faults;
  await using emulator = await Emulator.start(world);
  const outlook = await connectorOf(each, emulator);
  const requests: RequestRecord[] = [];
  let last = "";
  for (const step of each.steps) {
    try {
      const result = await call(outlook, step, last);
      assert.equal(step.fails, undefined, "it was accepted");
      requests.push(...result.requests);
      last = "reference" in result ? result.reference : "";
      compare(shown(result), step.gives);
    } catch (error) {
      if (!(error instanceof OutlookError)) throw error;
      assert.notEqual(step.fails, undefined, error.message);
      requests.push(...error.requests);
      last = error.reference ?? "";
      compare(told(error), step.fails);
    }
  }
  await outlook.close();
  if (each.delivered !== undefined) await compareDelivered(emulator, each.delivered);
  for (const [step, count] of Object.entries(each.requests ?? {})) {
    assert.equal(requests.filter((request) => request.step === step).length, count, `requests ${step}`);
  }
}

async function connectorOf(each: Case, emulator: Emulator): Promise<Connector> {
  const target = { plain: emulator.url, tls: emulator.tlsUrl, untrusted: emulator.tlsUrl, nothing: await freePort() };
  const line = each.line ?? "plain";
  const files = new Map(Object.entries(each.files ?? {}).map(([name, size]) => [name, pattern(size)]));
  const find = (name: string) => {
    const bytes = files.get(name);
    if (bytes === undefined) throw new StoreError("not-found");
    return bytes;
  };
  const attachments: AttachmentStore = {
    size: async (name) => Promise.resolve(find(name).length),
    read: (name, offset, length) => find(name).subarray(offset, offset + length),
  };
  return createConnector({
    emulator: target[line],
    ...(line === "tls" ? { ca: emulator.ca } : {}),
    secrets: memorySecrets({ demo: each.secret ?? DEMO.secret }),
    attachments,
    threads: 1,
    ...WAY,
  });
}

/** Bound and closed: nobody else gets this port meanwhile. */
async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

function call(outlook: Connector, step: Step, last: string) {
  const connection = { ...CONNECTION, ...step.connection };
  if (step.send !== undefined) return outlook.sendMail(connection, messageOf(step.send), step.options);
  if (step.check !== undefined) return outlook.checkOutcome(connection, step.check === "last" ? last : step.check);
  if (step.connect !== undefined) return outlook.connect(connection);
  assert.notEqual(step.test, undefined, "a step without a call");
  return outlook.testConnection(connection);
}

function messageOf(send: MailFields): MessageInput {
  const attachments = (send.attachments ?? []).map(({ name, bytes, as, stored = "" }): AttachmentInput => {
    switch (as) {
      case "bytes":
        return { name, bytes: pattern(bytes) };
      case "base64":
        return { name, base64: Buffer.from(pattern(bytes)).toString("base64") };
      case "stored":
        return { name, stored };
    }
  });
  return {
    to: send.to ?? { address: "adele@fabrikam.example", name: "Adele Vance" },
    subject: send.subject ?? "Hello",
    ...(send.html === undefined ? { text: "Hello, Adele." } : { html: send.html }),
    ...(send.xTicket === undefined ? {} : { headers: [{ name: "x-ticket", value: send.xTicket }] }),
    attachments,
  };
}

/** The fields of a result that cases may name. */
function shown(result: object): Fields {
  const fields = { ...result } as Record<string, unknown>;
  const { notices } = fields;
  if (Array.isArray(notices)) fields["notices"] = notices.map(({ code }: { code: string }) => code);
  return fields;
}

/** The fields of an error that cases may name. */
function told(error: OutlookError): Fields {
  return {
    case: error.case,
    code: error.code,
    mayHaveBeenSent: error.mayHaveBeenSent,
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs,
    httpStatus: error.detail?.httpStatus,
    firstCause: error.causes[0]?.id,
    field: error.fields[0]?.field,
  };
}

function compare(is: Fields, wanted: Fields | undefined): void {
  for (const [field, value] of Object.entries(wanted ?? {})) assert.deepEqual(is[field], value, field);
}

async function compareDelivered(emulator: Emulator, wanted: NonNullable<Case["delivered"]>): Promise<void> {
  const delivered = await emulator.delivered();
  assert.equal(delivered.length, wanted.length, "mails");
  for (const [index, each] of wanted.entries()) {
    const mail = delivered[index];
    assert.ok(mail);
    assert.equal(mail.subject, each.subject);
    const ticket = mail.headers.find(({ key }) => key === "x-ticket")?.value;
    if (each.xTicket !== undefined) assert.equal(ticket, each.xTicket);
    if (each.attachments === undefined) continue;
    assert.equal(mail.attachments.length, each.attachments.length, "attachments");
    for (const [position, size] of each.attachments.entries()) {
      const content = mail.attachments[position]?.content;
      const bytes = content instanceof ArrayBuffer ? Buffer.from(content) : Buffer.alloc(0);
      assert.ok(bytes.equals(pattern(size)), `${size} bytes differ`);
    }
  }
}

function pattern(length: number): Uint8Array {
  return new Uint8Array(length).map((_, index) => index % 251);
}
