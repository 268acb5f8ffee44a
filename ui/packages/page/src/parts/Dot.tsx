import { useTranslation } from "react-i18next";
import type { Health } from "../store.tsx";

/** The result of the last test as a coloured dot with a sign. */
export function Dot({ health }: { health: Health | undefined }) {
  const { t } = useTranslation("page");
  const sign = { ok: "✓", warn: "!", fail: "✗", open: "·" }[health ?? "open"];
  return (
    <span className={`pg-dot pg-${health ?? "open"}`} role="img" aria-label={t(`health.${health ?? "open"}`)}>
      {sign}
    </span>
  );
}
