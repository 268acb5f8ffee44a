import type { UiSchema } from "@rjsf/utils";
import type { FieldHint, FormDescription } from "../descriptor.ts";

/** Chooses a widget or field of this theme for each field, by the control that the descriptor names. */
export function uiSchemaOf(form: FormDescription): UiSchema {
  const fields = hintsToUi(form.ui.fields);
  return { ...fields, "ui:submitButtonOptions": { norender: true } };
}

function hintsToUi(hints: FieldHint[]): UiSchema {
  const ui: UiSchema = {
    "ui:order": [...hints].sort((a, b) => a.order - b.order).map((hint) => hint.pointer.slice(1)),
  };
  for (const hint of hints) {
    ui[hint.pointer.slice(1)] = {
      ...control(hint),
      ...(hint.placeholder && { "ui:placeholder": hint.placeholder }),
    };
  }
  return ui;
}

function control(hint: FieldHint): UiSchema {
  switch (hint.control) {
    case "list":
      return { "ui:field": "chips" };
    case "files":
      return { "ui:field": "files" };
    case "entries":
      return { items: hintsToUi(hint.items ?? []) };
    case "select":
      return { "ui:widget": "choice" };
    case "yes-no-unknown":
      return { "ui:widget": "yesNoUnknown" };
    case "checkbox":
      return { "ui:widget": "tick" };
    case "textarea":
      return { "ui:widget": "lines" };
    case "password":
      return { "ui:widget": "secret" };
    default:
      return { "ui:widget": "line", "ui:options": { inputType: inputType(hint.control) } };
  }
}

function inputType(name: FieldHint["control"]): string {
  // No "email": a browser's own check of addresses refuses object IDs and letters beyond ASCII.
  return name === "date" || name === "number" ? name : "text";
}
