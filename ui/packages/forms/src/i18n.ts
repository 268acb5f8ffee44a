import { createInstance, type i18n, type ResourceLanguage } from "i18next";
import { initReactI18next } from "react-i18next";
import errors from "./locales/de/errors.json" with { type: "json" };
import forms from "./locales/de/forms.json" with { type: "json" };
import pieces from "./locales/de/pieces.json" with { type: "json" };
import results from "./locales/de/results.json" with { type: "json" };
import en from "./locales/en.json" with { type: "json" };

/** The words of the pieces, of forms, of results and of errors. English has the pieces' alone: the other words come from the connector. */
const de = { ...pieces, ...forms, ...results, ...errors };

/** The languages that these pieces have. */
export const LANGUAGES = ["en", "de"] as const;

/** Returns the first of the wanted languages that there is, else English. */
export function chooseLanguage(wanted: readonly string[]): string {
  const base = wanted.map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return base.find((tag) => (LANGUAGES as readonly string[]).includes(tag)) ?? "en";
}

/**
 * Makes the catalogue for `I18nextProvider`. `more` adds catalogues of a page: by language, then by namespace.
 * Keys contain dots and colons, so that they are never split.
 */
export function createCatalogue(language: string, more: Record<string, ResourceLanguage> = {}): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    supportedLngs: LANGUAGES,
    resources: { en: { forms: en, ...more.en }, de: { forms: de, ...more.de } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return instance;
}
