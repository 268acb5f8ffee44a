import assert from "node:assert/strict";
import test from "node:test";
import { problemsByField } from "../src/contract/problems.ts";
import { toForm } from "../src/contract/to_form.ts";
import { toRequest } from "../src/contract/to_request.ts";
import { subset } from "../src/form/subset.ts";
import { descriptor, form } from "./descriptor.ts";

const cases = descriptor.connection.profiles.map(({ id }) => id);
const connection = {
  tenant_id: "contoso.com",
  client_id: "c1e4b7f2-3a5d-4c68-9e07-51d2f8a6b304",
  client_secret: "the value",
  mailbox: "sender@contoso.com",
  cloud: "global",
};

test("a secret is taken out of the form, and its name stands in the credential", () => {
  const { parameters, secrets } = toRequest(form("client-secret"), connection, {
    cases,
    secretName: (pointer, value) => (value === undefined ? undefined : `outlook/x${pointer}`),
  });
  assert.deepEqual(parameters, {
    connection: {
      tenant_id: "contoso.com",
      client_id: connection.client_id,
      credential: { "client-secret": "outlook/x/client_secret" },
      mailbox: "sender@contoso.com",
    },
  });
  assert.deepEqual(secrets, [{ pointer: "/client_secret", name: "outlook/x/client_secret", value: "the value" }]);
  assert.ok(!JSON.stringify(parameters).includes("the value"));
});

test("a secret that was left empty keeps its stored name", () => {
  const { parameters, secrets } = toRequest(
    form("client-secret"),
    { mailbox: "a@b.co" },
    { cases, secretName: () => "stored" },
  );
  assert.deepEqual(secrets, []);
  assert.deepEqual((parameters.connection as { credential: unknown }).credential, { "client-secret": "stored" });
});

test("other credentials are cases, too", () => {
  for (const [id, field] of [
    ["certificate", "certificate"],
    ["federated-assertion", "federated_assertion"],
  ] as const) {
    const { parameters } = toRequest(form(id), { [field]: "name" }, { cases });
    assert.deepEqual(parameters, { connection: { credential: { [id]: "name" } } });
  }
});

test("defaults, empty texts and empty lists are left out, and Booleans are not", () => {
  const untouched = {
    to: ["a@b.co"],
    cc: [],
    subject: " ",
    importance: "normal",
    read_receipt: false,
  };
  assert.deepEqual(toRequest(form("send-mail"), untouched).parameters, {
    message: { to: [{ address: "a@b.co" }], read_receipt: false },
  });
  assert.deepEqual(toRequest(form("explain"), { body: "x", roles: [] }).parameters, { response: { body: "x" } });
});

test("entries of a list and variants have their places", () => {
  const data = {
    from: "sales@contoso.com",
    from_name: "Sales",
    attachments: [
      { name: "a.pdf", file: "file-1", content_type: "application/pdf" },
      { file: "data:text/plain;name=my%20notes.txt;base64,YQ==", content_id: "x" },
      { file: "data:image/png;name=a.png;base64,YQ==", name: "logo.png" },
    ],
    time_limit_s: 300,
    headers: [{ name: "x-ticket", value: "42" }],
    idempotency_key: "run-1",
  };
  assert.deepEqual(toRequest(form("send-mail"), data).parameters, {
    message: {
      from: { address: "sales@contoso.com", name: "Sales" },
      attachments: [
        { name: "a.pdf", content: { stored: "file-1" }, content_type: "application/pdf" },
        { name: "my notes.txt", content: { base64: "YQ==" }, content_type: "text/plain", content_id: "x" },
        { name: "logo.png", content: { base64: "YQ==" }, content_type: "image/png" },
      ],
      headers: [{ name: "x-ticket", value: "42" }],
    },
    options: { idempotency_key: "run-1", time_budget_ms: 300000 },
  });
});

test("a record inside of a record is in snake case", () => {
  const { parameters } = toRequest(form("setup-guide"), { federated_issuer: "https://i" }, { cases });
  assert.deepEqual(parameters, { setup: { federated_credential: { issuer: "https://i" } } });
});

test("a saved connection fills the form, without its secret", () => {
  const saved = {
    tenant_id: "t",
    client_id: "c",
    credential: { "client-secret": "name" },
    mailbox: "m",
    granted_at: null,
  };
  assert.deepEqual(toForm(form("client-secret"), { connection: saved }), {
    tenant_id: "t",
    client_id: "c",
    mailbox: "m",
  });
});

test("problems of the connector find the fields of the form", () => {
  const find = (id: string, field: string, data = {}) =>
    Object.keys(problemsByField(form(id), [{ field, code: "", message: "", fix: "" }], data))[0];
  assert.equal(find("client-secret", "connection.tenant-id"), "/tenant_id");
  assert.equal(find("client-secret", "connection.tenant_id"), "/tenant_id");
  assert.equal(find("client-secret", "connection.credential"), "/client_secret");
  assert.equal(find("client-secret", "connection.credential.client-secret"), "/client_secret");
  assert.equal(find("send-mail", "message.to", { to: ["a"] }), "/to");
  assert.equal(find("send-mail", "message.to[1].address", { to: ["a", "b"] }), "/to/1");
  assert.equal(find("send-mail", "message.attachments[0].name", { attachments: [{}] }), "/attachments/0/name");
  assert.equal(find("send-mail", "message.from"), "/from");
  assert.equal(find("send-mail", "no.such.field"), "");
});

test("a part of a form keeps what belongs to its fields", () => {
  const whole = form("setup-guide");
  const part = subset(whole, (hint) => hint.guide_step === "7");
  const names = Object.keys(part.schema.properties ?? {});
  assert.ok(names.includes("group_name") && !names.includes("tenant_id"));
  assert.deepEqual(part.contract.map(({ pointer }) => pointer.slice(1)).sort(), [...names].sort());
  assert.ok(
    part.rules.some(({ id }) => id === "mailboxes-differ") && !part.rules.some(({ id }) => id === "ids-differ"),
  );
});
