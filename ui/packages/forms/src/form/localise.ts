import type { ContractEntry, FieldHint, FieldSchema, FormDescription } from "../descriptor.ts";
import type { Lookup } from "../use_lookup.ts";

/**
 * Translates the texts of a form. A key is the path of the field in the contract and what the text is: `connection.tenant-id#title`,
 * `message.attachments[].name#messages`. Forms share fields, so that a text is translated once.
 * Texts without a translation stay English.
 */
export function localise(form: FormDescription, lookup: Lookup): FormDescription {
  return {
    ...form,
    ...(form.title === undefined ? {} : { title: lookup(`profile.${form.id ?? ""}#title`) ?? form.title }),
    schema: objectOf(form.schema, form.contract, "", lookup),
    ui: {
      groups: form.ui.groups.map((group) => ({ ...group, title: lookup(`group.${group.id}#title`) ?? group.title })),
      fields: hintsOf(form.ui.fields, form.contract, "", lookup),
    },
    rules: form.rules.map((rule) => ({ ...rule, sentence: lookup(`rule.${rule.id}`) ?? rule.sentence })),
  };
}

function keyOf(contract: ContractEntry[], pointer: string, prefix: string): { key: string; entry?: ContractEntry } {
  const entry = contract.find((candidate) => candidate.pointer === pointer);
  if (!entry) return { key: `${prefix}${pointer}` };
  return { key: `${prefix}${entry.path}`, entry };
}

function objectOf(schema: FieldSchema, contract: ContractEntry[], prefix: string, lookup: Lookup): FieldSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, field]): [string, FieldSchema] => {
    const { key, entry } = keyOf(contract, `/${name}`, prefix);
    const items = field.items?.properties
      ? objectOf(field.items, entry?.items ?? [], `${key}[].`, lookup)
      : field.items;
    return [
      name,
      {
        ...field,
        ...text("title", lookup(`${key}#title`), field.title),
        ...text("description", lookup(`${key}#description`), field.description),
        ...(field.oneOf && {
          oneOf: field.oneOf.map((o) => ({ ...o, title: lookup(`${key}#option.${o.const}`) ?? o.title })),
        }),
        ...(items && { items }),
      },
    ];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

function text(name: "title" | "description", translated: string | undefined, original: string | undefined) {
  const value = translated ?? original;
  return value === undefined ? {} : { [name]: value };
}

function hintsOf(hints: FieldHint[], contract: ContractEntry[], prefix: string, lookup: Lookup): FieldHint[] {
  return hints.map((hint) => {
    const { key, entry } = keyOf(contract, hint.pointer, prefix);
    const messages = Object.entries(hint.messages ?? {}).map(([keyword, message]): [string, string] => [
      keyword,
      lookup(`messages.${keyword}`) ?? lookup(`${key}#messages`) ?? message,
    ]);
    const placeholder = lookup(`${key}#placeholder`) ?? hint.placeholder;
    return {
      ...hint,
      ...(placeholder !== undefined && { placeholder }),
      messages: Object.fromEntries(messages),
      ...(hint.items && { items: hintsOf(hint.items, entry?.items ?? [], `${key}[].`, lookup) }),
    };
  });
}
