import type { ContractEntry, FieldSchema, FormDescription } from "../descriptor.ts";
import { partsOf, setAt, valueAt, type FormData } from "./pointer.ts";

/** A secret that the form took. The platform stores the value under the name. */
export interface TakenSecret {
  pointer: string;
  name: string;
  value: string;
}

/** The parameters of an operation, and the secrets that must be stored before it is called. */
export interface Request {
  parameters: FormData;
  secrets: TakenSecret[];
}

export interface RequestOptions {
  /**
   * Returns the name under which the secret of a field is stored. It is called for each secret field, also for one that was left empty,
   * because an empty field keeps the stored secret. It returns `undefined` if there is no such secret.
   */
  secretName?: (pointer: string, value: string | undefined) => string | undefined;
  /** Names of cases that are part of a path. JSON writes them in kebab case. */
  cases?: string[];
}

/** Puts the data of a form where the contract has it, as the HTTP API writes it. Empty values and defaults are left out. */
export function toRequest(form: FormDescription, data: FormData, options: RequestOptions = {}): Request {
  const secrets: TakenSecret[] = [];
  const parameters: FormData = {};
  for (const entry of form.contract) {
    const value = given(valueAt(data, entry.pointer), form.schema.properties?.[partsOf(entry.pointer)[0] ?? ""]);
    const target = place(entry.path, options.cases ?? []);
    if (entry.as === "secret-name") {
      const text = typeof value === "string" ? value : undefined;
      const name = options.secretName?.(entry.pointer, text);
      if (name === undefined) continue;
      if (text !== undefined) secrets.push({ pointer: entry.pointer, name, value: text });
      setAt(parameters, target, name);
    } else if (value !== undefined) {
      setValue(parameters, target, entry, value);
    }
  }
  return { parameters, secrets };
}

function setValue(into: FormData, at: string[], entry: ContractEntry, value: unknown) {
  if (entry.items && Array.isArray(value)) {
    const items = entry.items;
    setAt(
      into,
      at,
      (value as FormData[]).map((item) => entryOf(items, item)),
    );
  } else if (entry.as === "addresses" && Array.isArray(value)) {
    setAt(
      into,
      at,
      (value as string[]).map((address) => ({ address })),
    );
  } else if (entry.as === "file" && typeof value === "string") {
    setFile(into, at, value);
  } else if (entry.as === "seconds" && typeof value === "number") {
    setAt(into, at, value * 1000);
  } else {
    setAt(into, at, value);
  }
}

/**
 * Puts a file where the contract has its content. A data URL (RFC 2397) holds the bytes, and says their type and name, which count unless
 * the form has others. Any other text is the name of stored bytes.
 */
function setFile(into: FormData, at: string[], file: string) {
  const parts = /^data:([^,;]*)((?:;[^,;]*)*);base64,(.*)$/s.exec(file);
  if (!parts) {
    setAt(into, at, { stored: file });
    return;
  }
  setAt(into, at, { base64: parts[3] ?? "" });
  if (at.join(".") !== "content") return;
  const name = /;name=([^;]*)/.exec(parts[2] ?? "")?.[1];
  if (name !== undefined) into.name = decodeURIComponent(name);
  if (parts[1]) into.content_type = parts[1];
}

function entryOf(items: ContractEntry[], data: FormData): FormData {
  const result: FormData = {};
  for (const item of items) {
    const value = given(valueAt(data, item.pointer));
    if (value !== undefined) setValue(result, place(item.path, []), item, value);
  }
  return result;
}

/** Returns the names on the way to a value: `connection.tenant-id` is `connection`, `tenant_id`. */
function place(path: string, cases: string[]): string[] {
  return path.split(".").map((part) => (cases.includes(part) ? part : part.replaceAll("-", "_")));
}

/**
 * Returns `undefined` for a value that the person did not give. Form libraries fill in empty lists and defaults: an empty list can mean
 * "none" to the connector, and a default that was sent hides that the connector may choose a better one.
 */
function given(value: unknown, schema?: FieldSchema): unknown {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && value.trim() === "") return undefined;
  if (Array.isArray(value) && value.length === 0) return undefined;
  if (typeof value !== "boolean" && schema?.default !== undefined && value === schema.default) return undefined;
  return value;
}
