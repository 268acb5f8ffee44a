import { useTranslation } from "react-i18next";

interface KeyBlockProps {
  value: string;
  isUsed: boolean;
  isFixed: boolean;
  onUse: (isUsed: boolean) => void;
}

/** The idempotency key of this mail, which the page made, and whether to use it. */
export function KeyBlock({ value, isUsed, isFixed, onUse }: KeyBlockProps) {
  const { t } = useTranslation("page");
  return (
    <div className="pg-key">
      <label className="of-tick">
        <input
          type="checkbox"
          checked={isUsed}
          disabled={isFixed}
          aria-describedby="key-help"
          onChange={(event) => onUse(event.target.checked)}
        />
        <span>{t("key.use")}</span>
      </label>
      <p className="of-help" id="key-help">
        {t(isUsed ? "key.safe" : "key.unsafe")}
      </p>
      {isUsed && (
        <p className="of-help">
          {t("key.value")} <code>{value}</code>
        </p>
      )}
    </div>
  );
}
