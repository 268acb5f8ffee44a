// Shows the descriptor's messages in place of a validator's own, which name keywords and patterns. Copy this file into your platform.
// `form` is a form of the document that `describe` returns: a profile of `connection.profiles`, or `input` of an operation.

/** Finds the hint of a field. `pointer` may lead into a list: `/to/1`, `/attachments/0/name`. */
export function hintOf(form, pointer) {
  const [field, , ...inner] = pointer.split("/").slice(1);
  const find = (hints, name) =>
    hints?.find((hint) => hint.pointer === `/${name}`);
  const hint = find(form.ui.fields, field);
  return inner.length > 0 ? find(hint?.items, inner.join("/")) : hint;
}

/** Returns the message of a field for a keyword that refused its value, or `undefined` if the descriptor has none. */
export function messageOf(form, pointer, keyword) {
  return hintOf(form, pointer)?.messages?.[keyword];
}

/**
 * For react-jsonschema-form: `<Form transformErrors={transformErrors(form)} … />`. A field shows one message, also if several keywords
 * refuse its value. rjsf writes a property that is missing at the top without a dot: `client_id`, and others as `.attachments.0.name`.
 */
export function transformErrors(form) {
  return (errors) => {
    const seen = new Set();
    return errors.flatMap((error) => {
      const pointer =
        "/" +
        (error.property ?? "")
          .replace(/^\./, "")
          .replace(/\[(\d+)\]/g, ".$1")
          .replaceAll(".", "/");
      // A choice that is refused is refused once more by each of its values.
      if (seen.has(pointer) || error.name === "const") return [];
      seen.add(pointer);
      return [
        {
          ...error,
          message: messageOf(form, pointer, error.name) ?? error.message,
        },
      ];
    });
  };
}

/**
 * For JSON Forms: `<JsonForms i18n={{ locale: "en", translate: (_, text) => text, translateError: translateError(form) }} … />`. Also give
 * it `ajv={createAjv({ useDefaults: true })}`, or it shows no default, and `config={{ showUnfocusedDescription: true }}`, or the help of a
 * field shows only while it has the focus.
 */
export function translateError(form) {
  return (error) => {
    const missing =
      error.keyword === "required" ? `/${error.params.missingProperty}` : "";
    return (
      messageOf(form, error.instancePath + missing, error.keyword) ??
      error.message
    );
  };
}

/**
 * Finds the form's field of a problem that the connector found: `connection.tenant-id` is `/tenant_id`, `message.to[3].address` is `/to/3`,
 * `message.attachments[0].content` is `/attachments/0/file`. Returns `""` if no field shows it: then show it above the form.
 */
export function pointerOfProblem(form, field) {
  const match = (entries, path) => {
    for (const entry of entries) {
      if (path === entry.path) return entry.pointer;
      if (!path.startsWith(`${entry.path}[`)) continue;
      const [, index, inner] =
        /^\[(\d+)\]\.?(.*)$/.exec(path.slice(entry.path.length)) ?? [];
      if (index === undefined) continue;
      return `${entry.pointer}/${index}${entry.items ? (match(entry.items, inner) ?? "") : ""}`;
    }
    // `connection.credential` stands for the name inside of it.
    return entries.find((entry) => entry.path.startsWith(`${path}.`))?.pointer;
  };
  return match(form.contract, field) ?? "";
}
