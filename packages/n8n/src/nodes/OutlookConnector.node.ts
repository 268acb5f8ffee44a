// The node: send, check outcome, test and explain.
import { NodeApiError, NodeOperationError } from "n8n-workflow";
import type { AttachmentInput, Connector } from "outlook-connector";
import type { CredentialTestResult, ExecuteFunctions, Item } from "../n8n.js";
import { connectionOf, connectorOf, type Credential } from "../outlook.js";
import { advice, isOutlookError, shown } from "./failure.js";
import { FIELDS } from "./fields.js";

/** The node of n8n. */
export class OutlookConnector {
  readonly description = {
    displayName: "Outlook Connector",
    name: "outlookConnector",
    icon: "file:../icons/outlook-connector.svg",
    group: ["output"],
    version: 1,
    subtitle: '={{$parameter["operation"]}}',
    description: "Sends mail from approved mailboxes as an app, and never twice",
    defaults: { name: "Outlook Connector" },
    inputs: ["main"],
    outputs: ["main"],
    usableAsTool: true,
    credentials: [{ name: "outlookConnectorApi", required: true, testedBy: "testConnection" }],
    properties: FIELDS,
  };

  readonly methods = { credentialTest: { testConnection } };

  async execute(this: ExecuteFunctions): Promise<Item[][]> {
    const items: Item[] = [];
    for (const index of this.getInputData().keys()) {
      const pairedItem = { item: index };
      try {
        items.push({ json: { ...(await run(this, index)) }, pairedItem });
      } catch (error) {
        if (!isOutlookError(error)) throw new NodeOperationError(this.getNode(), error, { itemIndex: index });
        if (!this.continueOnFail()) {
          throw new NodeApiError(
            this.getNode(),
            { code: error.code },
            {
              itemIndex: index,
              message: error.message,
              description: advice(error),
              httpCode: error.detail?.httpStatus?.toString(),
            },
          );
        }
        items.push({ json: shown(error), pairedItem });
      }
    }
    return [items];
  }
}

async function run(context: ExecuteFunctions, index: number): Promise<object> {
  const credential: Credential = await context.getCredentials("outlookConnectorApi", index);
  const outlook = await connectorOf(credential);
  const connection = connectionOf(credential);
  const text = (name: string) => textOf(context.getNodeParameter(name, index, ""));
  const signal = context.getExecutionCancelSignal?.();
  switch (text("operation")) {
    case "test": {
      const sendTestMail = context.getNodeParameter("sendTestMail", index, false) === true;
      return outlook.testConnection(connection, { sendTestMail, signal });
    }
    case "check":
      return outlook.checkOutcome(connection, text("reference"), { signal });
    case "explain":
      return outlook.explain({ body: text("response"), connection }, { signal });
    default:
      return send(context, index, outlook, connection, signal);
  }
}

async function send(
  context: ExecuteFunctions,
  index: number,
  outlook: Connector,
  connection: Parameters<Connector["sendMail"]>[0],
  signal: AbortSignal | undefined,
): Promise<object> {
  const text = (name: string) => textOf(context.getNodeParameter(name, index, ""));
  const options = context.getNodeParameter("options", index, {}) as Readonly<Record<string, unknown>>;
  const addresses = (given: unknown) => list(typeof given === "string" ? given : "");
  const attachments: AttachmentInput[] = [];
  for (const field of list(text("attachments"))) {
    const file = context.helpers.assertBinaryData(index, field);
    const bytes = await context.helpers.getBinaryDataBuffer(index, field);
    attachments.push({ name: file.fileName ?? field, contentType: file.mimeType, bytes });
  }
  const isHtml = context.getNodeParameter("html", index, false) === true;
  const key = text("key");
  const { timeLimit, withoutKey } = options;
  // A key whose expression gives nothing would let a retry send twice, and nobody would see it.
  if (key === "" && withoutKey !== true) {
    throw new Error("The key is empty. Give one key for one mail, or choose the option Send Without a Key.");
  }
  return outlook.sendMail(
    connection,
    {
      to: addresses(text("to")),
      cc: addresses(options["cc"]),
      bcc: addresses(options["bcc"]),
      replyTo: addresses(options["replyTo"]),
      subject: text("subject"),
      ...(isHtml ? { html: text("body") } : { text: text("body") }),
      attachments,
    },
    {
      idempotencyKey: withoutKey === true ? undefined : key,
      timeBudgetMs: typeof timeLimit === "number" ? timeLimit * 1000 : undefined,
      signal,
    },
  );
}

/** What the credential's Test button calls. It sends nothing. */
async function testConnection(credential: { readonly data: Credential }): Promise<CredentialTestResult> {
  try {
    const outlook = await connectorOf(credential.data);
    const report = await outlook.testConnection(connectionOf(credential.data));
    const failed = report.steps.find(({ status }) => status === "fail");
    const cause = failed?.detail?.causes[0];
    const lines = [report.summary, ...(cause === undefined ? [] : [cause.title, `Fix: ${cause.fix}`])];
    return { status: report.status === "fail" ? "Error" : "OK", message: lines.join(" ") };
  } catch (error) {
    return { status: "Error", message: error instanceof Error ? error.message : "The test ended without a report." };
  }
}

/** Reads a parameter that is shown as a text. An expression may give a number. */
function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function list(text: string): string[] {
  const entries = text.split(/[,;]/).map((entry) => entry.trim());
  return entries.filter((entry) => entry !== "");
}
