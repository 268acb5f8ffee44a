import type { WidgetProps } from "@rjsf/utils";
import { useTranslation } from "react-i18next";
import { useForm, describedBy } from "./context.ts";

function useInput(props: WidgetProps) {
  const context = useForm();
  const wrong = context.isShown(props.id) && (props.rawErrors?.length ?? 0) > 0;
  return {
    context,
    input: {
      id: props.id,
      name: props.id,
      disabled: props.disabled === true || props.readonly === true,
      "aria-describedby": describedBy(props.id),
      "aria-invalid": wrong || undefined,
      "aria-required": props.required || undefined,
      onBlur: () => {
        context.touch(props.id);
      },
    },
  };
}

const orNothing = (value: string) => (value === "" ? undefined : value);

/** One line of text, a date or a number. */
export function LineWidget(props: WidgetProps) {
  const { input } = useInput(props);
  const type = (props.options as { inputType?: string }).inputType ?? "text";
  const value = props.value as string | number | undefined;
  return (
    <input
      {...input}
      type={type}
      className="of-input"
      placeholder={props.placeholder}
      autoComplete="off"
      spellCheck={false}
      value={value ?? ""}
      onChange={(event) => {
        const text = orNothing(event.target.value);
        props.onChange(type === "number" && text !== undefined ? Number(text) : text);
      }}
    />
  );
}

/** A secret. It is never filled in: the form says that one is stored, and an empty field keeps it. */
export function SecretWidget(props: WidgetProps) {
  const { context, input } = useInput(props);
  const { t } = useTranslation("forms");
  const pointer = `/${props.name}`;
  const isSaved = context.savedSecrets.includes(pointer);
  return (
    <>
      {isSaved && <p className="of-saved">{t("secret.saved")}</p>}
      <input
        {...input}
        type="password"
        className="of-input"
        autoComplete="new-password"
        spellCheck={false}
        placeholder={isSaved ? t("secret.replace") : undefined}
        value={(props.value as string | undefined) ?? ""}
        onChange={(event) => props.onChange(orNothing(event.target.value))}
      />
    </>
  );
}

/** Several lines of text. */
export function LinesWidget(props: WidgetProps) {
  const { input } = useInput(props);
  return (
    <textarea
      {...input}
      className="of-input of-lines"
      rows={8}
      placeholder={props.placeholder}
      spellCheck
      value={(props.value as string | undefined) ?? ""}
      onChange={(event) => props.onChange(orNothing(event.target.value))}
    />
  );
}

/** One of some values. */
export function ChoiceWidget(props: WidgetProps) {
  const { input } = useInput(props);
  const options = props.options.enumOptions ?? [];
  return (
    <select
      {...input}
      className="of-input"
      value={(props.value as string | undefined) ?? ""}
      onChange={(event) => props.onChange(orNothing(event.target.value))}
    >
      {props.schema.default === undefined && <option value="" />}
      {options.map((option) => (
        <option key={String(option.value)} value={String(option.value)}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

/** Yes, no, or not known. Not known leaves the field out. */
export function YesNoUnknownWidget(props: WidgetProps) {
  const { input } = useInput(props);
  const { t } = useTranslation("forms");
  const value = props.value as boolean | undefined;
  return (
    <select
      {...input}
      className="of-input"
      value={value === undefined ? "" : String(value)}
      onChange={(event) => props.onChange(event.target.value === "" ? undefined : event.target.value === "true")}
    >
      <option value="">{t("choice.unknown")}</option>
      <option value="true">{t("choice.yes")}</option>
      <option value="false">{t("choice.no")}</option>
    </select>
  );
}

/** A tick box with its label beside it. */
export function TickWidget(props: WidgetProps) {
  const { input } = useInput(props);
  return (
    <label className="of-tick">
      <input
        {...input}
        type="checkbox"
        checked={props.value === true}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}
