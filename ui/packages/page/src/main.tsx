import { chooseLanguage, createCatalogue } from "@outlook-connector/forms";
import "@outlook-connector/forms/forms.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { startSession } from "./api/session.ts";
import { App } from "./App.tsx";
import { rememberedLanguage } from "./language.ts";
import de from "./locales/de.json" with { type: "json" };
import en from "./locales/en.json" with { type: "json" };
import "./css/page.css";

const language = chooseLanguage([...rememberedLanguage(), ...navigator.languages]);
const catalogue = createCatalogue(language, { en: { page: en }, de: { page: de } });
document.documentElement.lang = language;

const place = document.getElementById("page");
if (place) {
  const session = startSession();
  createRoot(place).render(
    <StrictMode>
      <I18nextProvider i18n={catalogue}>
        <App session={session} />
      </I18nextProvider>
    </StrictMode>,
  );
}
