import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

interface CopyButtonProps {
  text: string;
  /** What is copied, for screen readers. */
  what: string;
  /** The words on the button in place of "Copy". */
  label?: string;
}

/** Copies a text, and says so for two seconds. */
export function CopyButton({ text, what, label }: CopyButtonProps) {
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
    <button
      type="button"
      className="of-button of-small of-copy"
      aria-label={label === undefined ? t("copy.what", { what }) : undefined}
      onClick={copy}
    >
      <span aria-live="polite">{state === "idle" && label !== undefined ? label : t(`copy.${state}`)}</span>
    </button>
  );
}
