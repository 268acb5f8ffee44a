import { useTranslation } from "react-i18next";

const KEY = "language";

/** Returns the language that the person chose before, if any. The browser's storage holds nothing else of this page. */
export function rememberedLanguage(): string[] {
  try {
    const language = localStorage.getItem(KEY);
    return language === null ? [] : [language];
  } catch {
    return []; // The browser forbids storage.
  }
}

/** Returns the language of the page and a function that changes it. */
export function useLanguage(): [string, (language: string) => void] {
  const { i18n } = useTranslation("page");
  const change = (language: string) => {
    void i18n.changeLanguage(language);
    document.documentElement.lang = language;
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // The choice then holds until the page is closed.
    }
  };
  return [i18n.language, change];
}
