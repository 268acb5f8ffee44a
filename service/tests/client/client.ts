// Uses the service as a platform would: through a client whose types were generated from the OpenAPI document. The compiler checks the
// requests and what is read of the responses, and this program checks that the service keeps what the document says.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Connection = components["schemas"]["Connection"];
type Problem = components["schemas"]["Problem"];

const [baseUrl = "", token = "", document = ""] = process.argv.slice(2);
const connection = JSON.parse(document) as Connection;
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

/** The result of a call that must succeed. */
function result<T>({ data, error }: { data?: T; error?: Problem }): T {
  assert.equal(error, undefined, JSON.stringify(error));
  assert.ok(data !== undefined);
  return data;
}

const connected = result(await client.POST("/v1/connect", { body: { connection } }));
assert.equal(connected.connection.mailbox, connection.mailbox);

const saved = await client.PUT("/v1/connections/{name}", { params: { path: { name: "demo" } }, body: connection });
assert.equal(saved.response.status, 204);
const { connections } = result(await client.GET("/v1/connections"));
assert.deepEqual(
  connections.map(({ name }) => name),
  ["demo"],
);

const report = result(await client.POST("/v1/test-connection", { body: { connection: "demo" } }));
assert.equal(report.status, "ok");
assert.ok(report.steps.length > 0);

// A mail with a file, as multipart/form-data.
const request: components["schemas"]["SendMailRequest"] = {
  connection: "demo",
  message: {
    to: ["Adele <adele@fabrikam.example>"],
    subject: "Report",
    text: "See the file.",
    attachments: [{ name: "report.txt", part: "file" }],
  },
};
const sent = await client.POST("/v1/send-mail", {
  params: { header: { "Idempotency-Key": "order-4711" } },
  body: { request },
  bodySerializer: () => {
    const form = new FormData();
    form.append("request", new Blob([JSON.stringify(request)], { type: "application/json" }));
    form.append("file", new Blob(["It works.\n"], { type: "text/plain" }), "report.txt");
    return form;
  },
});
const receipt = result(sent);
assert.equal(receipt.recipient_count, 1);
assert.equal(sent.response.headers.get("outlook-reference"), "order-4711");

const outcome = result(
  await client.POST("/v1/check-outcome", { body: { connection: "demo", reference: "order-4711" } }),
);
assert.equal(outcome.state, "sent");

/** What a platform does with a failure: the kinds are told apart by their type. */
function next(problem: Problem): "correct-the-request" | "ask-the-administrator" | "look-first" | "repeat-later" {
  if (problem.may_have_been_sent) return "look-first";
  switch (problem.type) {
    case "urn:outlook-connector:problem:bad-input":
    case "urn:outlook-connector:problem:permanent-invalid-input":
      return "correct-the-request";
    case "urn:outlook-connector:problem:permanent-unauthorized":
      return "ask-the-administrator";
    default:
      return "repeat-later";
  }
}

const wrong = { ...connection, credential: { "client-secret": "wrong" } } satisfies Connection;
await client.PUT("/v1/secrets/{name}", { params: { path: { name: "wrong" } }, body: { value: "not-the-secret" } });
const refused = await client.POST("/v1/connect", { body: { connection: wrong } });
assert.ok(refused.error);
assert.equal(next(refused.error), "ask-the-administrator");
assert.equal(refused.response.status, 424);
assert.ok((refused.error.error?.causes[0]?.fix.length ?? 0) > 0);

const invalid = await client.POST("/v1/connect", { body: { connection: { ...connection, mailbox: "nobody" } } });
assert.ok(invalid.error);
assert.equal(next(invalid.error), "correct-the-request");
assert.equal(invalid.error.error?.fields[0]?.field, "connection.mailbox");

console.log("the generated client has done its work");
