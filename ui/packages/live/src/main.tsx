import { chooseLanguage, createCatalogue, type Descriptor } from "@outlook-connector/forms";
import "@outlook-connector/forms/forms.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { connector } from "./component/connector.ts";
import { Explain } from "./Explain.tsx";
import "./live.css";
import { SetUp } from "./SetUp.tsx";

const i18n = createCatalogue(chooseLanguage([document.documentElement.lang]), {
  en: { live: { explain: "Explain" } },
  de: { live: { explain: "Erklären" } },
});

/** A part of a page of the book: `<div class="outlook-live" data-page="explain" data-guide="…">`. It holds a note until it is replaced. */
function show(place: HTMLElement, descriptor: Descriptor) {
  // The book turns its pages with the arrow keys, wherever the focus is.
  place.addEventListener("keydown", (event) => event.stopPropagation());
  createRoot(place).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        {place.dataset.page === "explain" ? (
          <Explain descriptor={descriptor} guide={place.dataset.guide ?? ""} />
        ) : (
          <SetUp descriptor={descriptor} />
        )}
      </I18nextProvider>
    </StrictMode>,
  );
}

// If the browser refuses WebAssembly, the notes stay, and the console has the reason.
void connector.describe().then((descriptor) => {
  for (const place of document.querySelectorAll<HTMLElement>(".outlook-live")) show(place, descriptor);
});
