import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** Copies a text, and says so for two seconds. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const { t } = useTranslation("forms");
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setState("copied"),
      () => setState("failed"),
    );
  };
  return (
    <button type="button" className="of-button of-small of-copy" aria-label={t("copy.what", { what })} onClick={copy}>
      <span aria-live="polite">{t(`copy.${state}`)}</span>
    </button>
  );
}
