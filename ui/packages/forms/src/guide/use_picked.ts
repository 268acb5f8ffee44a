import type { FormData } from "../contract/pointer.ts";
import { useMemo } from "react";

/** Returns the named values. The object stays the same while they do, so that a form does not begin anew with every key. */
export function usePicked(data: FormData, names: string[]): FormData {
  const picked = names.filter((name) => data[name] !== undefined).map((name) => [name, data[name]] as const);
  const text = JSON.stringify(picked);
  return useMemo(() => Object.fromEntries(JSON.parse(text) as [string, unknown][]), [text]);
}
