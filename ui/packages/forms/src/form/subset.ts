import type { ContractEntry, FieldHint, FormDescription } from "../descriptor.ts";

/** Returns a form with some of its fields, for a page that shows a form in parts. Rules stay if all of their fields do. */
export function subset(
  form: FormDescription,
  keep: (hint: FieldHint, entry: ContractEntry | undefined) => boolean,
): FormDescription {
  const fields = form.ui.fields.filter((hint) =>
    keep(
      hint,
      form.contract.find(({ pointer }) => pointer === hint.pointer),
    ),
  );
  const kept = new Set(fields.map(({ pointer }) => pointer));
  const isKept = (name: string) => kept.has(`/${name}`);
  return {
    ...form,
    schema: {
      ...form.schema,
      properties: Object.fromEntries(Object.entries(form.schema.properties ?? {}).filter(([name]) => isKept(name))),
      ...(form.schema.required && { required: form.schema.required.filter(isKept) }),
    },
    secret_fields: form.secret_fields.filter((pointer) => kept.has(pointer)),
    ui: { groups: form.ui.groups, fields },
    rules: form.rules.filter((rule) => rule.fields.every((pointer) => kept.has(pointer))),
    contract: form.contract.filter(({ pointer }) => kept.has(pointer)),
  };
}
