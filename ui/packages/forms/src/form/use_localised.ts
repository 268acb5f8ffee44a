import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FormDescription } from "../descriptor.ts";
import { localise } from "./localise.ts";

/** Returns the form in the language of the page. */
export function useLocalised(form: FormDescription): FormDescription {
  const { i18n } = useTranslation("forms");
  const language = i18n.language;
  return useMemo(
    () => localise(form, (key) => i18n.getResource(language, "forms", key) as string | undefined),
    [form, i18n, language],
  );
}
