import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** Finds the words of a key in the language of the page. English has none: its words come from the connector. */
export type Lookup = (key: string) => string | undefined;

/** Returns the language of the page, and what finds its words for the texts of the connector. */
export function useLookup(): { language: string; lookup: Lookup } {
  const { i18n } = useTranslation("forms");
  const { language } = i18n;
  const lookup = useCallback(
    (key: string) => i18n.getResource(language, "forms", key) as string | undefined,
    [i18n, language],
  );
  return { language, lookup };
}
