import { useTranslation } from "react-i18next";
import { Paths } from "./Paths.tsx";

/** A text in a language that may not be the page's. Then a word says so, for those who see the page, and `lang` for those who hear it. */
export function InLanguage({ text, language }: { text: string; language: string }) {
  const { t, i18n } = useTranslation("forms");
  return (
    <>
      <span lang={language}>
        <Paths text={text} />
      </span>
      {language !== i18n.language && (
        <>
          {" "}
          <span className="of-badge">{t("english")}</span>
        </>
      )}
    </>
  );
}
