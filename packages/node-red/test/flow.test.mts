// The nodes in Node-RED: the example flow, triggered over HTTP, and the editor in Chromium.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { chromium, type Page } from "playwright-core";
import { CONNECTION, DEMO, Emulator } from "../../node/test/support/emulator.js";
import { NodeRed, type FlowNode } from "./node-red.mjs";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

let emulator: Emulator;
let red: NodeRed;

before(async () => {
  emulator = await Emulator.start();
  const example = new URL("../examples/Mail over HTTP.json", import.meta.url);
  const { tenantId, clientId, mailbox } = CONNECTION;
  const flow = (JSON.parse(await readFile(example, "utf8")) as FlowNode[]).map((node) => {
    if (node.type === "outlook-connection") return { ...node, tenantId, clientId, mailbox };
    return { ...node, z: "tab" };
  });
  const tab = { id: "tab", type: "tab", label: "Mail" };
  red = await NodeRed.start({ outlookConnector: { emulator: emulator.url } }, [tab, ...flow], {
    outlookexample09: { clientSecret: DEMO.secret },
  });
});

after(async () => {
  await red[Symbol.asyncDispose]();
  await emulator[Symbol.asyncDispose]();
});

interface Shown {
  readonly case?: string;
  readonly message?: string;
  readonly retryable?: boolean;
  readonly alreadySent?: boolean;
  readonly fields?: readonly { readonly field: string }[];
}

async function post(mail: object): Promise<{ status: number; body: Shown }> {
  const response = await fetch(`${red.url}/mail`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(mail),
  });
  return { status: response.status, body: (await response.json()) as Shown };
}

async function subjects(): Promise<(string | undefined)[]> {
  return (await emulator.delivered()).map(({ subject }) => subject);
}

test("a flow sends once, however often the message comes", async () => {
  const mail = { to: "adele@fabrikam.example, megan@contoso.com", subject: "From a flow", text: "Hello.", order: 4711 };
  const first = await post(mail);
  assert.deepEqual([first.status, first.body.alreadySent], [200, false], red.log);
  const second = await post(mail);
  assert.deepEqual([second.status, second.body.alreadySent], [200, true]);
  assert.deepEqual(await subjects(), ["From a flow"]);
});

test("errors reach a catch node with what a flow decides by", async () => {
  const { status, body } = await post({ to: "not an address", subject: "x", text: "x", order: 1 });
  assert.deepEqual([status, body.case, body.retryable], [422, "permanent-invalid-input", false]);
  assert.equal(body.fields?.[0]?.field, "message.to[0].address");
  const withoutKey = await post({ to: "adele@fabrikam.example", subject: "x", text: "x" });
  assert.deepEqual([withoutKey.status, withoutKey.body.case], [422, "invalid"]);
  assert.match(withoutKey.body.message ?? "", /The message has no key/);
});

test("no secret is in the log", () => {
  assert.ok(!red.log.includes(DEMO.secret), "the secret is in the log");
});

// `.ci/run` installs Chromium. Elsewhere these tests are left out, and say so.
const browser = { skip: existsSync(CHROMIUM) ? false : `${CHROMIUM} does not exist` };

/** What the editor's page has. */
interface Editor {
  readonly RED: {
    readonly editor: { readonly editConfig: (name: string, type: string, id: string) => void };
    readonly nodes: { readonly node: (id: string) => unknown };
  };
}

async function withEditor(locale: string, use: (page: Page) => Promise<void>): Promise<void> {
  const started = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const page = await (await started.newContext({ locale })).newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(red.url);
    await page.waitForFunction(() => {
      const { RED } = globalThis as unknown as Partial<Editor>;
      return RED?.nodes.node("outlookexample04") != null;
    });
    await use(page);
  } finally {
    await started.close();
  }
}

/** Opens the form of a connection: a saved one, or a new one. */
async function openConnection(page: Page, id: string): Promise<void> {
  await page.evaluate((id) => {
    const { RED } = globalThis as unknown as Editor;
    RED.editor.editConfig("", "outlook-connection", id);
  }, id);
  await page.locator("#outlook-test").waitFor();
}

test("the editor: the form is filled in, Test is pressed, and the connection is deployed", browser, () =>
  withEditor("en-US", async (page) => {
    await openConnection(page, "_ADD_");
    const fill = (name: string, value: string) => page.locator(`#node-config-input-${name}`).fill(value);
    const report = page.locator("#outlook-test-report[data-status]");
    await fill("name", "Contoso");
    await fill("tenantId", CONNECTION.tenantId);
    await fill("clientId", CONNECTION.clientId);
    await fill("mailbox", CONNECTION.mailbox);
    await fill("clientSecret", "not-the-secret");
    await page.locator("#outlook-test").click();
    await report.waitFor();
    assert.equal(await report.getAttribute("data-status"), "fail");
    assert.match((await report.textContent()) ?? "", /Fix: /);
    // Nothing was saved: the button takes what is in the form.
    await fill("clientSecret", DEMO.secret);
    await page.locator("#outlook-test-mail").check();
    await page.locator("#outlook-test").click();
    await page.locator("#outlook-test-report[data-status=ok]").waitFor();
    assert.equal((await subjects()).length, 2, "the test mail was sent");
    await page.locator("#node-config-dialog-ok").click();

    await page.locator("#outlookexample04").dblclick();
    await page.locator("#node-input-connection").selectOption({ label: "Contoso" });
    await page.locator("#node-dialog-ok").click();
    await page.locator("#red-ui-header-button-deploy").click();
    await red.started(2);
    const sent = await post({
      to: "adele@fabrikam.example",
      subject: "From the new connection",
      text: "Hi.",
      order: 2,
    });
    assert.deepEqual([sent.status, sent.body.alreadySent], [200, false], red.log);
    assert.equal((await subjects()).at(-1), "From the new connection");
  }),
);

test("the editor tests a saved connection without showing its secret, and speaks German", browser, () =>
  withEditor("de", async (page) => {
    await openConnection(page, "outlookexample09");
    const secret = page.locator("#node-config-input-clientSecret");
    assert.equal(await secret.inputValue(), "__PWRD__");
    const button = page.locator("#outlook-test");
    assert.equal(await button.textContent(), "Testen");
    await button.click();
    await page.locator("#outlook-test-report[data-status=ok]").waitFor();
    assert.match((await page.locator("#outlook-test-report").textContent()) ?? "", /OK: /);
  }),
);
