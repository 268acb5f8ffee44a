import { CopyButton } from "../CopyButton.tsx";
import { type SetupInstructions } from "../records.ts";
import { useTranslation } from "react-i18next";
import { download } from "../download.ts";

/** Everything for the administrators as one document. */
export function HandOver({ instructions }: { instructions: SetupInstructions }) {
  const { t } = useTranslation("forms");
  return (
    <div className="of-hand-over">
      <p>{t("setup.hand-over-why")}</p>
      <div className="of-buttons">
        <button
          type="button"
          className="of-button"
          onClick={() => download("outlook-set-up.md", instructions.handover, "text/markdown;charset=utf-8")}
        >
          {t("setup.hand-over")}
        </button>
        <CopyButton text={instructions.handover} what={t("setup.hand-over")} />
      </div>
    </div>
  );
}
