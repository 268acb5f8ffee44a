import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Descriptor, FormDescription } from "../src/descriptor.ts";

/** The repository's copy of what `describe` returns, without the catalogue. */
const path = join(import.meta.dirname, "../../../../src/operations/describe/descriptor.json");
export const descriptor = JSON.parse(readFileSync(path, "utf8")) as Descriptor;

export const forms: [string, FormDescription][] = [
  ...descriptor.connection.profiles.map((profile): [string, FormDescription] => [profile.id, profile]),
  ...descriptor.operations.map(({ id, input }): [string, FormDescription] => [id, input]),
];

export function form(id: string): FormDescription {
  const found = forms.find(([name]) => name === id)?.[1];
  if (!found) throw new Error(`There is no form ${id}.`);
  return found;
}
