import type { Notice } from "./records.ts";

/**
 * Returns the words of a notice in a language. A translation is used only if it has no values: the notice's values stand in its English
 * message alone, because `params` is empty in this version of the contract.
 */
export function noticeText(notice: Notice, language: string, lookup: (key: string) => string | undefined) {
  const message = lookup(`notice.${notice.code}#message`);
  const fix = lookup(`notice.${notice.code}#fix`);
  return message !== undefined && fix !== undefined
    ? { message, fix, language }
    : { message: notice.message, fix: notice.fix, language: "en" };
}
