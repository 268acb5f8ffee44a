import assert from "node:assert/strict";
import test from "node:test";
import { chooseLanguage } from "../src/i18n.ts";
import { localise } from "../src/form/localise.ts";
import { buttonOf, isDisabled, type ButtonState } from "../src/connection/buttons.ts";
import { statusOf } from "../src/steps/statuses.ts";
import { errorText, guideText, noticeText, stepText, withUnknown } from "../src/texts.ts";
import type { ContractEntry, FieldSchema } from "../src/descriptor.ts";
import type { StepStatus } from "../src/records.ts";
import en from "../src/locales/en.json" with { type: "json" };
import { descriptor, forms } from "./descriptor.ts";
import { german, words } from "./german.ts";

test("both languages have the same words of the pieces themselves", () => {
  const own = (key: string) => !/#|^(rule|messages|error|unknown)\./.test(key);
  assert.deepEqual(Object.keys(words).filter(own).sort(), Object.keys(en).filter(own).sort());
});

test("every field, group, choice and rule of every form has German words", () => {
  const missing: string[] = [];
  const look = (id: string, schema: FieldSchema, translated: FieldSchema, contract: ContractEntry[]) => {
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      const entry = contract.find(({ pointer }) => pointer === `/${name}`);
      // The drop zone takes its place.
      if (entry?.as === "file") continue;
      const other = translated.properties?.[name];
      const same = (a?: string, b?: string) =>
        a !== undefined && a === b && !["Cc", "Bcc", "HTML", "HTTP-Status", "Name"].includes(a);
      if (same(field.title, other?.title) || same(field.description, other?.description)) missing.push(`${id} ${name}`);
      if (field.items && other?.items && entry?.items) look(`${id} ${name}`, field.items, other.items, entry.items);
    }
  };
  for (const [id, form] of forms) {
    const translated = localise(form, german);
    look(id, form.schema, translated.schema, form.contract);
    for (const [at, rule] of form.rules.entries())
      if (translated.rules[at]?.sentence === rule.sentence) missing.push(`${id} ${rule.id}`);
    for (const { id: group } of form.ui.groups)
      if (german(`group.${group}#title`) === undefined) missing.push(`${id} ${group}`);
  }
  assert.deepEqual(missing, []);
});

test("the buttons of a connection, the steps of its test and the statuses have German words", () => {
  const { buttons, test: plan } = descriptor.connection;
  const missing: string[] = [];
  const look = (key: string, english: string | undefined) => {
    if (english !== undefined && (german(key) ?? english) === english) missing.push(key);
  };
  for (const { id } of buttons) {
    const button = buttonOf(descriptor, id, () => undefined);
    const translated = buttonOf(descriptor, id, german);
    for (const name of ["title", "description", "confirm"] as const) {
      look(`button.${id}#${name}`, button[name]);
      assert.equal(translated[name], german(`button.${id}#${name}`));
    }
  }
  for (const { id, title } of plan.steps) look(`step.${id}#title`, title);
  for (const { id, title, meaning } of plan.statuses) {
    look(`status.${id}#title`, title);
    look(`status.${id}#meaning`, meaning);
    assert.equal(statusOf(plan, id as StepStatus, german).title, german(`status.${id}#title`));
  }
  look("test-wait#description", plan.wait.description);
  assert.deepEqual(missing, []);
});

test("a button is disabled while a call runs, without what it needs, and during the wait of the test", () => {
  const idle = { isSaved: true, isRunning: false, isWaiting: false };
  const disabled = (state: Partial<ButtonState>) =>
    descriptor.connection.buttons
      .filter((button) => isDisabled(button, descriptor, { ...idle, ...state }))
      .map(({ id }) => id);
  assert.deepEqual(disabled({}), []);
  assert.deepEqual(disabled({ isRunning: true }), ["connect", "test", "test-mail"]);
  assert.deepEqual(disabled({ isSaved: false }), ["test", "test-mail"]);
  // Signing in renews nothing that Exchange keeps.
  assert.deepEqual(disabled({ isWaiting: true }), ["test", "test-mail"]);
});

test("an error is German if all of its sentences are, and what is not known has a German name", () => {
  const message = "The app is not allowed to use this mailbox. Nothing was sent.";
  assert.deepEqual(errorText(message, "de", german), {
    text: "Die App darf dieses Postfach nicht benutzen. Es wurde nichts gesendet.",
    language: "de",
  });
  const other = `${message} A sentence of a later connector.`;
  assert.deepEqual(errorText(other, "de", german), { text: other, language: "en" });
  const host = { name: "host", value: "graph.microsoft.com" };
  assert.deepEqual(
    errorText("The connection broke, calling graph.microsoft.com. Nothing was sent.", "de", german, [host]),
    {
      text: "Die Verbindung brach ab (Aufruf von graph.microsoft.com). Es wurde nichts gesendet.",
      language: "de",
    },
  );
  assert.deepEqual(
    errorText(message, "en", () => undefined),
    { text: message, language: "en" },
  );
  assert.equal(withUnknown("Get-X -Identity '<mailbox>' <other>", german), "Get-X -Identity '<Postfach>' <other>");
});

test("a step of the set-up guide is German where its values are known, and says what is English", () => {
  const step = {
    number: "1",
    owner: "tenant-admin",
    title: "Register the app",
    location: "entra.microsoft.com > Entra ID",
    text: "Give the app a name.\n\nA paragraph of a later connector.",
    commands: [],
    paragraphs: ["register-app", "later-connector"],
    params: [{ name: "app", value: "Senders" }],
  };
  const { title, location, paragraphs } = guideText(step, "de", german);
  assert.deepEqual(title, { text: "App registrieren", language: "de" });
  assert.deepEqual(location, { text: step.location, language: "en" });
  assert.match(paragraphs[0]?.text ?? "", /Zweck: Senders\./);
  assert.deepEqual(paragraphs[1], { text: "A paragraph of a later connector.", language: "en" });
  assert.equal(guideText({ ...step, params: [] }, "de", german).paragraphs[0]?.language, "en");
});

test("values are filled into the German words; without them a notice stays in English, and says so", () => {
  const plain = noticeText({ code: "token-not-cached", message: "m", fix: "f" }, "de", german);
  assert.equal(plain.language, "de");
  const withValues = noticeText(
    { code: "tenant-wide-grant", message: "Mail.Send is consented", fix: "f" },
    "de",
    german,
  );
  const params = [{ name: "permissions", value: "Mail.Send" }];
  const filled = noticeText({ code: "tenant-wide-grant", message: "m", fix: "f", params }, "de", german);
  assert.match(filled.message, /^Mail\.Send ist in Entra erteilt/);
  const step = { id: "token", title: "", status: "fail" as const, code: "AADSTS7000215", message: "m", notices: [] };
  assert.equal(stepText(step, "de", german).language, "en");
  assert.equal(stepText({ ...step, code: "not-tried" }, "de", german).language, "de");
  assert.deepEqual(withValues, { message: "Mail.Send is consented", fix: "f", language: "en" });
});

test("the language is the first wanted one that there is", () => {
  assert.equal(chooseLanguage(["fr-FR", "de-AT", "en"]), "de");
  assert.equal(chooseLanguage(["ja"]), "en");
});
