import type { ContractEntry, FormDescription } from "../descriptor.ts";
import type { FieldProblem } from "../records.ts";
import { partsOf, valueAt, type FormData } from "./pointer.ts";

/** Problems that the connector found, by the pointer of the form's field. Problems of no field are under the empty pointer. */
export type Problems = Record<string, FieldProblem[]>;

/** Finds the form's field of each problem. */
export function problemsByField(form: FormDescription, problems: FieldProblem[], data: FormData = {}): Problems {
  const found: Problems = {};
  for (const problem of problems) {
    const pointer = pointerOfProblem(form, problem.field, data) ?? "";
    (found[pointer] ??= []).push(problem);
  }
  return found;
}

function pointerOfProblem(form: FormDescription, field: string, data: FormData): string | undefined {
  // `connection.credential` stands for the name inside of it.
  const path = dashed(field);
  let best: { pointer: string; length: number } | undefined;
  for (const entry of form.contract) {
    const pointer = match(entry, path, data);
    if (pointer !== undefined && (!best || entry.path.length > best.length)) {
      best = { pointer, length: entry.path.length };
    }
  }
  return best?.pointer ?? form.contract.find((entry) => entry.path.startsWith(`${path}.`))?.pointer;
}

function match(entry: ContractEntry, path: string, data: FormData): string | undefined {
  if (path === entry.path) return entry.pointer;
  if (!path.startsWith(entry.path)) return undefined;
  const rest = path.slice(entry.path.length);
  const index = /^\[(\d+)\]\.?(.*)$/.exec(rest);
  if (!index) return rest.startsWith(".") ? entry.pointer : undefined;
  const at = `${entry.pointer}/${index[1] ?? ""}`;
  const inner = index[2] ?? "";
  const item = entry.items?.find((candidate) => inner === candidate.path || inner.startsWith(`${candidate.path}.`));
  // A field that the form does not show belongs to the whole list.
  if (valueAt(data, at) === undefined && Object.keys(data).length > 0) return entry.pointer;
  return item ? at + item.pointer : at;
}

/** Paths come with dashes from the connector, and with underscores from JSON. */
function dashed(field: string): string {
  return field.replaceAll("_", "-");
}

/** Returns the hint's pointer of a field in a list: `/attachments/0/name` is `/name` of `/attachments`. */
export function hintPointers(pointer: string): { field: string; item?: string } {
  const [first = "", ...rest] = partsOf(pointer);
  const field = `/${first}`;
  return rest.length > 1 ? { field, item: `/${rest.slice(1).join("/")}` } : { field };
}
