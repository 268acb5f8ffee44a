import type { Notice, Param, SetupStep, TestStep } from "./records.ts";

/** Finds the words of a key in the language of the page. English has none: its words come from the connector. */
type Lookup = (key: string) => string | undefined;

/** Returns the words of a notice in a language, or its English ones. */
export function noticeText(notice: Notice, language: string, lookup: Lookup) {
  const message = filled(lookup(`notice.${notice.code}#message`), notice.params);
  const fix = filled(lookup(`notice.${notice.code}#fix`), notice.params);
  return message !== undefined && fix !== undefined
    ? { message, fix, language }
    : { message: notice.message, fix: notice.fix, language: "en" };
}

/** Returns the words of a step of the test in a language, or its English ones. A failed step has the words of its failure. */
export function stepText(step: TestStep, language: string, lookup: Lookup) {
  const key = `test.${step.code ?? ""}`;
  const message = filled(lookup(`${key}#message`), step.params);
  if (message === undefined) {
    return { message: step.message, notProven: step.does_not_prove ?? undefined, language: "en" };
  }
  return { message, notProven: step.does_not_prove ? lookup(`${key}#does-not-prove`) : undefined, language };
}

/** A text, and the language that it is in. */
interface Words {
  text: string;
  language: string;
}

/** Returns the words of a step of the set-up guide in a language. What has no words in it is English. */
export function guideText(step: SetupStep, language: string, lookup: Lookup) {
  const words = (key: string, english: string): Words => {
    const text = filled(lookup(`guide.${key}`), step.params);
    return text === undefined ? { text: english, language: "en" } : { text, language };
  };
  return {
    title: words(`${step.number}#title`, step.title),
    location: words(`${step.number}#location`, step.location),
    paragraphs: step.text.split(/\n{2,}/).map((text, at) => words(`${step.paragraphs?.[at] ?? ""}#text`, text)),
  };
}

/** Puts values into a template. Without a value there is no text: half a sentence is worse than an English one. */
function filled(template: string | undefined, params: Param[] = []): string | undefined {
  if (template === undefined) return undefined;
  const values = new Map(params.map(({ name, value }) => [name, value]));
  const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  if (!names.every((name) => values.has(name))) return undefined;
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values.get(name) ?? "");
}
