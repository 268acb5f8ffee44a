import assert from "node:assert/strict";
import test from "node:test";
import type { RJSFSchema } from "@rjsf/utils";
import { splitEntries } from "../src/form/ChipsField.tsx";
import { hintOf, withMessages } from "../src/form/messages.ts";
import { uiSchemaOf } from "../src/form/ui_schema.ts";
import { validator } from "../src/form/validator.ts";
import type { FormDescription } from "../src/descriptor.ts";
import { form, forms } from "./descriptor.ts";

const check = (of: FormDescription, data: unknown) =>
  validator.validateFormData(data, of.schema as RJSFSchema, undefined, withMessages(of)).errors;

test("every required field says in the descriptor's words that it is missing", () => {
  let checked = 0;
  for (const [id, of] of forms) {
    const errors = check(of, {});
    for (const name of of.schema.required ?? []) {
      const error = errors.find(({ property }) => property === `.${name}`);
      assert.equal(error?.message, hintOf(of, `/${name}`)?.messages?.required, `${id} ${name}`);
      checked += 1;
    }
  }
  assert.ok(checked > 10);
});

test("a pattern is never shown: the message says what to type", () => {
  let checked = 0;
  for (const [id, of] of forms) {
    for (const [name, field] of Object.entries(of.schema.properties ?? {})) {
      if (field.pattern === undefined) continue;
      const errors = check(of, { [name]: "\u0000\n" }).filter(({ property }) => property === `.${name}`);
      for (const error of errors) {
        assert.ok(!error.message?.includes("pattern"), `${id} ${name}: ${error.message ?? ""}`);
        checked += 1;
      }
    }
  }
  assert.ok(checked > 20);
});

test("entries of lists are checked, and fields inside of entries", () => {
  const of = form("send-mail");
  const errors = check(of, { to: ["a@b.co", "no address"], attachments: [{ name: "a.pdf" }] });
  assert.deepEqual(errors.map(({ property }) => property).sort(), [".attachments.0.file", ".to.1"]);
  assert.equal(errors.find(({ property }) => property === ".to.1")?.message, hintOf(of, "/to")?.messages?.pattern);
});

test("good values pass, in every form", () => {
  const good = {
    tenant_id: "contoso.com",
    client_id: "c1e4b7f2-3a5d-4c68-9e07-51d2f8a6b304",
    client_secret: "x",
    mailbox: "a@b.co",
  };
  assert.deepEqual(check(form("client-secret"), good), []);
  assert.deepEqual(check(form("send-mail"), { to: ["a@b.co"], subject: "Hi", importance: "high" }), []);
  assert.deepEqual(check(form("setup-guide"), {}), []);
});

test("a choice that does not exist is refused once", () => {
  const errors = check(form("send-mail"), { importance: "huge" });
  assert.deepEqual(
    errors.map(({ name }) => name),
    ["oneOf"],
  );
});

test("a list with bytes gets the drop zone, and a list of texts chips", () => {
  const ui = uiSchemaOf(form("send-mail")) as Record<string, Record<string, unknown>>;
  assert.equal(ui.attachments?.["ui:field"], "files");
  assert.equal(ui.to?.["ui:field"], "chips");
  assert.equal(ui.headers?.["ui:field"], undefined);
});

test("what is pasted is split at commas, semicolons and lines", () => {
  assert.deepEqual(splitEntries("a@b.co; c@d.co,e@f.co\n g@h.co "), ["a@b.co", "c@d.co", "e@f.co", "g@h.co"]);
  assert.deepEqual(splitEntries("Megan Bowen <megan@contoso.com>; ;"), ["megan@contoso.com"]);
});
