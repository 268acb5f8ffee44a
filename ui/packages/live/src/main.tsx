import { chooseLanguage, createCatalogue, type Descriptor } from "@outlook-connector/forms";
import "@outlook-connector/forms/forms.css";
import { StrictMode, Suspense, use } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { connector } from "./component/connector.ts";
import { Explain } from "./Explain.tsx";
import "./live.css";
import { SetUp } from "./SetUp.tsx";

const i18n = createCatalogue(chooseLanguage([document.documentElement.lang]), {
  en: { live: { explain: "Explain", loading: "Loading the component…" } },
  de: { live: { explain: "Erklären", loading: "Die Komponente wird geladen…" } },
});

/** A part of a page of the book: `<div class="outlook-live" data-page="explain" data-guide="…">`. */
function Live({ place, described }: { place: HTMLElement; described: Promise<Descriptor> }) {
  const descriptor = use(described);
  return place.dataset.page === "explain" ? (
    <Explain descriptor={descriptor} guide={place.dataset.guide ?? ""} />
  ) : (
    <SetUp descriptor={descriptor} />
  );
}

const described = connector.describe();
for (const place of document.querySelectorAll<HTMLElement>(".outlook-live")) {
  // The book turns its pages with the arrow keys, wherever the focus is.
  place.addEventListener("keydown", (event) => event.stopPropagation());
  createRoot(place).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <Suspense fallback={<p>{i18n.t("loading", { ns: "live" })}</p>}>
          <Live place={place} described={described} />
        </Suspense>
      </I18nextProvider>
    </StrictMode>,
  );
}
