import { useTranslation } from "react-i18next";

/** Says that a form holds changes of an earlier visit, and offers to throw them away. */
export function DraftNotice({ onDiscard }: { onDiscard: () => void }) {
  const { t } = useTranslation("page");
  return (
    <p className="pg-draft">
      {t("draft.restored")}{" "}
      <button type="button" className="of-link" onClick={onDiscard}>
        {t("draft.discard")}
      </button>
    </p>
  );
}
