import { useLocalised } from "../form/use_localised.ts";
import { type FieldSchema, type FormDescription } from "../descriptor.ts";
import { type FormData } from "../contract/pointer.ts";
import { useTranslation } from "react-i18next";

/** What was filled in at a step, in one line below its title. */
export function FilledIn({ form, data }: { form: FormDescription; data: FormData }) {
  const { t } = useTranslation("forms");
  const { schema, ui } = useLocalised(form);
  const words = (field: FieldSchema, value: unknown) => {
    if (Array.isArray(value)) return value.join(", ");
    if (typeof value === "boolean") return t(value ? "choice.yes" : "choice.no");
    return field.oneOf?.find((option) => option.const === value)?.title ?? String(value);
  };
  const given = [...ui.fields]
    .sort((a, b) => a.order - b.order)
    .flatMap(({ pointer }) => {
      const name = pointer.slice(1);
      const field = schema.properties?.[name];
      const value = data[name];
      return field === undefined || value === undefined
        ? []
        : [{ name, title: field.title, value: words(field, value) }];
    });
  if (given.length === 0) return null;
  return (
    <span className="of-filled">
      {given.map(({ name, title, value }) => (
        <span key={name}>
          {title}: <b>{value}</b>
        </span>
      ))}
    </span>
  );
}
