import { useMemo } from "react";
import type { FormDescription } from "../descriptor.ts";
import { useLookup } from "../use_lookup.ts";
import { localise } from "./localise.ts";

/** Returns the form in the language of the page. */
export function useLocalised(form: FormDescription): FormDescription {
  const { lookup } = useLookup();
  return useMemo(() => localise(form, lookup), [form, lookup]);
}
