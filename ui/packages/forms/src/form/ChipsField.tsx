import type { FieldProps } from "@rjsf/utils";
import { useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useForm, describedBy } from "./context.ts";

/** Splits what was typed or pasted at commas, semicolons and line ends. Of `Megan <megan@contoso.com>` the address counts. */
export function splitEntries(text: string): string[] {
  return text
    .split(/[,;\r\n\t]+/)
    .map((part) => (/<([^<>]+)>\s*$/.exec(part)?.[1] ?? part).trim())
    .filter((part) => part !== "");
}

/** A list of texts: each entry is a chip, and a comma, a semicolon or Enter ends one. */
export function ChipsField(props: FieldProps) {
  const { t } = useTranslation("forms");
  const [text, setText] = useState("");
  const { fieldPathId, errorSchema, uiSchema } = props;
  const id = fieldPathId.$id;
  const context = useForm();
  const entries = Array.isArray(props.formData) ? (props.formData as string[]) : [];
  const change = (next: string[]) => props.onChange(next.length === 0 ? undefined : next, fieldPathId.path);
  const add = (typed: string) => {
    const fresh = splitEntries(typed).filter((entry) => !entries.includes(entry));
    if (fresh.length > 0) change([...entries, ...fresh]);
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if ([",", ";", "Enter"].includes(event.key) && text.trim() !== "") {
      event.preventDefault();
      add(text);
    } else if (event.key === "Backspace" && text === "" && entries.length > 0) {
      change(entries.slice(0, -1));
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData("text");
    if (splitEntries(pasted).length < 2) return;
    event.preventDefault();
    add(`${text},${pasted}`);
  };
  const errors = (errorSchema ?? {}) as Record<string, { __errors?: string[] } | undefined>;
  const errorOf = (index: number) => errors[String(index)]?.__errors;
  const wrong = entries.flatMap((entry, index) => errorOf(index)?.map((error) => `${entry}: ${error}`) ?? []);
  const name = props.schema.title ?? props.name;
  return (
    <>
      <div className="of-input of-chips">
        {entries.length > 0 && (
          <ul aria-label={name}>
            {entries.map((entry, index) => (
              <li key={entry} className={`of-chip${errorOf(index) ? " of-wrong" : ""}`}>
                <span>{entry}</span>
                <button
                  type="button"
                  disabled={props.disabled}
                  aria-label={t("chips.remove", { entry })}
                  onClick={() => change(entries.filter((_, at) => at !== index))}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
        )}
        <input
          id={id}
          name={id}
          value={text}
          disabled={props.disabled}
          autoComplete="off"
          spellCheck={false}
          placeholder={entries.length === 0 ? (placeholderOf(uiSchema) ?? "") : ""}
          aria-describedby={describedBy(id)}
          aria-invalid={wrong.length > 0 || undefined}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => {
            add(text);
            context.touch(id);
          }}
        />
      </div>
      <p className="of-hint">{t("chips.hint")}</p>
      <div role="status">
        {wrong.length > 0 && (
          <ul className="of-errors">
            {wrong.map((error) => (
              <li key={error}>{error}</li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function placeholderOf(uiSchema: FieldProps["uiSchema"]): string | undefined {
  const value: unknown = uiSchema?.["ui:placeholder"];
  return typeof value === "string" ? value : undefined;
}
