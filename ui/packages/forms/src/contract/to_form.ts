import type { ContractEntry, FormDescription } from "../descriptor.ts";
import { setAt, partsOf, type FormData } from "./pointer.ts";

/** Fills a form from parameters that were saved. Secrets stay empty: a form never shows them again. */
export function toForm(form: FormDescription, parameters: FormData): FormData {
  const data: FormData = {};
  for (const entry of form.contract) {
    if (entry.as === "secret-name") continue;
    const value = read(entry, parameters);
    if (value !== undefined && value !== null) setAt(data, partsOf(entry.pointer), value);
  }
  return data;
}

function read(entry: ContractEntry, parameters: FormData): unknown {
  let value: unknown = parameters;
  for (const part of entry.path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    const record = value as FormData;
    value = record[part.replaceAll("-", "_")] ?? record[part];
  }
  if (entry.as === "addresses" && Array.isArray(value)) {
    return (value as { address: string }[]).map((recipient) => recipient.address);
  }
  if (entry.as === "seconds" && typeof value === "number") return value / 1000;
  return value;
}
