// The queries of requests that read from a mailbox: ids, dates and the connector's own marks. None returns the content of a message.

/** Properties that may be read of a message, a folder or an attachment. */
const SELECTABLE = new Set([
  "id",
  "isDraft",
  "parentFolderId",
  "sentDateTime",
  "internetMessageId",
  "changeKey",
  "sender",
]);

/** What may be expanded: properties that a filter in brackets names. */
const EXPANDABLE = "singleValueExtendedProperties(";

/** Returns whether a query selects known properties only, and has no options beside those that the connector uses. */
export function isKnownQuery(query: string): boolean {
  let selections = 0;
  const known = query.split("&").every((option) => {
    const at = option.indexOf("=");
    if (at < 0) return false;
    const value = option.slice(at + 1);
    switch (option.slice(0, at)) {
      case "$select":
        selections += 1;
        return value.split(",").every((name) => SELECTABLE.has(name));
      case "$expand":
        return isFilteredProperties(value);
      case "$filter":
      case "$top":
        return isOneValue(value);
      default:
        return false;
    }
  });
  return known && selections === 1;
}

/**
 * Returns whether a value is `singleValueExtendedProperties($filter=…)` and nothing after it. The filter has no brackets of its own, and no
 * semicolon, after which another option would begin.
 */
function isFilteredProperties(value: string): boolean {
  if (!value.startsWith(EXPANDABLE) || !value.endsWith(")")) return false;
  const filter = decoded(value.slice(EXPANDABLE.length, -1));
  return filter !== undefined && filter.startsWith("$filter=") && !/[();%]/.test(filter);
}

/** Returns whether a value stays one when it is decoded: a server that decodes too early would see an option of its own after `&`. */
function isOneValue(value: string): boolean {
  const text = decoded(value);
  return text !== undefined && !text.includes("&$");
}

/** Decodes percent-encoded UTF-8. Returns `undefined` if it is malformed. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
