import type { Notice, Param, SetupStep, TestStep } from "./records.ts";
import type { Lookup } from "./use_lookup.ts";

/** Returns the words of a notice in a language, or its English ones. */
export function noticeText(notice: Notice, language: string, lookup: Lookup) {
  const message = filled(lookup(`notice.${notice.code}#message`), lookup, notice.params);
  const fix = filled(lookup(`notice.${notice.code}#fix`), lookup, notice.params);
  return message !== undefined && fix !== undefined
    ? { message, fix, language }
    : { message: notice.message, fix: notice.fix, language: "en" };
}

/** Returns the words of a step of the test in a language, or its English ones. A failed step has the words of its failure. */
export function stepText(step: TestStep, language: string, lookup: Lookup) {
  const key = `test.${step.code ?? ""}`;
  const message = filled(lookup(`${key}#message`), lookup, step.params);
  if (message === undefined) {
    const error = errorText(step.message, language, lookup, step.detail?.params);
    return { message: error.text, notProven: step.does_not_prove ?? undefined, language: error.language };
  }
  return { message, notProven: step.does_not_prove ? lookup(`${key}#does-not-prove`) : undefined, language };
}

/**
 * Returns what an error says in a language. Its messages are made of few sentences, such as "Nothing was sent.": each is translated by
 * itself, with its values. If one of them has no words in the language, all stay English.
 */
export function errorText(message: string, language: string, lookup: Lookup, params: Param[] = []): Words {
  // A long value may hold a short one.
  const values = params.filter(({ value }) => value !== "").sort((a, b) => b.value.length - a.value.length);
  const template = values.reduce((text, { name, value }) => text.replaceAll(value, `{${name}}`), message);
  const sentences = template
    .split(/(?<=\.) (?=[A-Z])/)
    .map((sentence) => filled(lookup(`error.${sentence}`), lookup, params));
  if (sentences.some((sentence) => sentence === undefined)) return { text: message, language: "en" };
  return { text: sentences.join(" "), language };
}

/** A text, and the language that it is in. */
interface Words {
  text: string;
  language: string;
}

/** Returns the words of a step of the set-up guide in a language. What has no words in it is English. */
export function guideText(step: SetupStep, language: string, lookup: Lookup) {
  const words = (key: string, english: string): Words => {
    const text = filled(lookup(`guide.${key}`), lookup, step.params);
    return text === undefined ? { text: english, language: "en" } : { text, language };
  };
  return {
    title: words(`${step.number}#title`, step.title),
    location: words(`${step.number}#location`, step.location),
    paragraphs: step.text.split(/\n{2,}/).map((text, at) => words(`${step.paragraphs?.[at] ?? ""}#text`, text)),
  };
}

/**
 * Returns a text with the names of values that are not known, such as `<mailbox>`, in the language of the page. Commands and values of
 * templates hold them.
 */
export function withUnknown(text: string, lookup: Lookup): string {
  return text.replaceAll(/<[^<>\n]+>/g, (name) => lookup(`unknown.${name}`) ?? name);
}

/** Puts values into a template. Without a value there is no text: half a sentence is worse than an English one. */
function filled(template: string | undefined, lookup: Lookup, params: Param[] = []): string | undefined {
  if (template === undefined) return undefined;
  const values = new Map(params.map(({ name, value }) => [name, withUnknown(value, lookup)]));
  const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  if (!names.every((name) => values.has(name))) return undefined;
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values.get(name) ?? "");
}
