// The file that platforms copy, with rjsf's own validator and with Ajv as JSON Forms uses it.
import assert from "node:assert/strict";
import test from "node:test";
import type { RJSFSchema } from "@rjsf/utils";
import validator from "@rjsf/validator-ajv8";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import {
  hintOf,
  pointerOfProblem,
  transformErrors,
  translateError,
} from "../../../../examples/forms/field_messages.mjs";
import type { FormDescription } from "../src/descriptor.ts";
import { form, forms } from "./descriptor.ts";

const byRjsf = (of: FormDescription, data: unknown) =>
  validator.validateFormData(data, of.schema as RJSFSchema, undefined, transformErrors(of)).errors;

function byJsonForms(of: FormDescription, data: unknown): string[] {
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
  // It is a CommonJS module, whose function Node.js has as `default` of the module's default.
  (addFormats as unknown as { default: (ajv: Ajv) => void }).default(ajv);
  ajv.validate(of.schema, data);
  return (ajv.errors ?? []).map(translateError(of));
}

test("every required field says in the descriptor's words that it is missing", () => {
  let checked = 0;
  for (const [id, of] of forms) {
    const inRjsf = byRjsf(of, {}).map(({ message }) => message);
    const inJsonForms = byJsonForms(of, {});
    for (const name of of.schema.required ?? []) {
      const message = hintOf(of, `/${name}`)?.messages?.required;
      assert.ok(message !== undefined && inRjsf.includes(message) && inJsonForms.includes(message), `${id} ${name}`);
      checked += 1;
    }
  }
  assert.ok(checked > 10);
});

test("no message names a keyword or shows a pattern", () => {
  let checked = 0;
  for (const [id, of] of forms) {
    for (const [name, field] of Object.entries(of.schema.properties ?? {})) {
      if (field.type !== "string" || (field.pattern ?? field.oneOf ?? field.minLength ?? field.maxLength) === undefined)
        continue;
      for (const value of ["", "\u0000 @", "x".repeat(700)]) {
        const data = { [name]: value };
        const own = byRjsf(of, data).filter(({ property }) => property?.replace(/^\./, "") === name);
        assert.ok(own.length <= 1, `${id} ${name} shows ${own.length} messages`);
        for (const { message } of own) {
          assert.ok(
            Object.values(hintOf(of, `/${name}`)?.messages ?? {}).includes(message ?? ""),
            `${id} ${name}: ${message ?? ""}`,
          );
          checked += 1;
        }
      }
    }
  }
  assert.ok(checked > 40, String(checked));
});

test("entries of lists, and fields inside of entries", () => {
  const of = form("send-mail");
  const data = { to: ["a@b.co", "no address"], attachments: [{ name: "a.pdf" }, { file: "x", content_type: "pdf" }] };
  const errors = byRjsf(of, data);
  const messages = Object.fromEntries(errors.map(({ property, message }) => [property, message])) as Record<
    string,
    string
  >;
  assert.deepEqual(Object.keys(messages).sort(), [".attachments.0.file", ".attachments.1.content_type", ".to.1"]);
  assert.equal(messages[".to.1"], hintOf(of, "/to")?.messages?.pattern);
  assert.equal(messages[".attachments.0.file"], "File is needed.");
  assert.equal(messages[".attachments.1.content_type"], hintOf(of, "/attachments/1/content_type")?.messages?.pattern);
  assert.deepEqual(byJsonForms(of, data).sort(), Object.values(messages).sort());
});

test("problems of the connector find the fields of the form", () => {
  for (const [id, field, pointer] of [
    ["client-secret", "connection.tenant-id", "/tenant_id"],
    ["client-secret", "connection.credential.client-secret", "/client_secret"],
    ["client-secret", "connection.credential", "/client_secret"],
    ["send-mail", "message.to[3].address", "/to/3"],
    ["send-mail", "message.attachments[0].content", "/attachments/0/file"],
    ["send-mail", "message.attachments", "/attachments"],
    ["send-mail", "options.time-budget-ms", "/time_limit_s"],
    ["send-mail", "no.such.field", ""],
  ] as const)
    assert.equal(pointerOfProblem(form(id), field), pointer, field);
});
