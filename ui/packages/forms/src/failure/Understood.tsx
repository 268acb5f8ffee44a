import { useTranslation } from "react-i18next";
import { InLanguage } from "../InLanguage.tsx";
import type { ErrorDetail } from "../records.ts";

/** What was read of the input, and what was not: so that nobody trusts an explanation of half a text. */
export function Understood({ detail }: { detail: ErrorDetail }) {
  const { t } = useTranslation("forms");
  const { understood = [], not_understood: not = [] } = detail;
  return (
    <div role="status" className="of-understood">
      <p>
        <strong>{t("explain.understood")}</strong>{" "}
        {understood.length > 0 ? <InLanguage text={understood.join(" · ")} language="en" /> : t("explain.nothing")}
      </p>
      {not.length > 0 && (
        <p>
          <strong>{t("explain.not-understood")}</strong> <InLanguage text={not.join(" · ")} language="en" />
        </p>
      )}
    </div>
  );
}
