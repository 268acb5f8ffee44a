import type { ErrorTransformer } from "@rjsf/utils";
import { hintPointers } from "../contract/problems.ts";
import type { FieldHint, FormDescription } from "../descriptor.ts";

/** Finds the hint of a field. `pointer` may lead into an entry of a list, such as `/attachments/0/name`. */
export function hintOf(form: FormDescription, pointer: string): FieldHint | undefined {
  const { field, item } = hintPointers(pointer);
  const hint = form.ui.fields.find((candidate) => candidate.pointer === field);
  return item === undefined ? hint : hint?.items?.find((candidate) => candidate.pointer === item);
}

/** Replaces a validator's messages by those of the descriptor, which say what to type. One message a field. */
export function withMessages(form: FormDescription): ErrorTransformer {
  return (errors) => {
    const seen = new Set<string>();
    const result = [];
    for (const error of errors) {
      const pointer = (error.params as { pointer?: string } | undefined)?.pointer ?? "";
      const message = hintOf(form, pointer)?.messages?.[error.name ?? ""] ?? error.message ?? "";
      if (seen.has(pointer)) continue;
      seen.add(pointer);
      result.push({ ...error, message });
    }
    return result;
  };
}
