// The route of the editor's Test button. It takes the values of the form, saved or not.
import { randomUUID } from "node:crypto";
import type { NodeAPI } from "node-red";
import type { Connector } from "outlook-connector";
import { connectionOf, storesOf, type Form, type Secrets } from "./form.js";

/** What the editor shows of a password that it does not know. */
const KNOWN_TO_NODE_RED = "__PWRD__";

interface Request {
  /** ID of the node. It has saved secrets if it was deployed. */
  readonly id: string;
  readonly form: Form;
  readonly secrets: Secrets;
  readonly sendTestMail?: boolean;
}

/** Registers the route. Only who may change connections may use it. */
export function registerTest(RED: NodeAPI, shared: () => Promise<Connector>): void {
  RED.httpAdmin.post(
    "/outlook-connection/test",
    RED.auth.needsPermission("outlook-connection.write"),
    (request, response) => {
      const body = request.body as Request;
      test(RED, shared, body).then(
        (report) => response.json(report),
        (error: unknown) => {
          const summary = error instanceof Error ? error.message : "The test ended without a report.";
          response.status(500).json({ status: "fail", summary, steps: [] });
        },
      );
    },
  );
}

async function test(RED: NodeAPI, shared: () => Promise<Connector>, { id, form, secrets, sendTestMail }: Request) {
  const saved = RED.nodes.getCredentials(id) as Secrets | undefined;
  const known = (name: keyof Secrets) => (secrets[name] === KNOWN_TO_NODE_RED ? saved?.[name] : secrets[name]) ?? "";
  const given = {
    clientSecret: known("clientSecret"),
    nextClientSecret: known("nextClientSecret"),
    keyPassword: known("keyPassword"),
  };
  // Apart from deployed connections: no token of theirs is used.
  const outlook = (await shared()).forTenant(`node-red/test/${randomUUID()}`, await storesOf(form, given));
  const report = await outlook.testConnection(connectionOf(form, given), { sendTestMail: sendTestMail ?? false });
  return {
    status: report.status,
    summary: report.summary,
    markdown: report.markdown,
    steps: report.steps.map(({ title, status, message, detail }) => ({
      title,
      status,
      message,
      cause: detail?.causes[0],
    })),
  };
}
