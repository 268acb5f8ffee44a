import { statusOf, useLookup } from "@outlook-connector/forms";
import { useTranslation } from "react-i18next";
import { useShared, type Health } from "../store.tsx";

/** The result of the last test as a coloured dot with a sign. */
export function Dot({ health }: { health: Health | undefined }) {
  const { t } = useTranslation("page");
  const { descriptor } = useShared();
  const { lookup } = useLookup();
  const status = health && statusOf(descriptor.connection.test, health, lookup);
  return (
    <span
      className={`of-sign pg-dot of-${status?.tone ?? "neutral"}`}
      role="img"
      aria-label={status ? t("health.tested", { status: status.title }) : t("health.open")}
    >
      {status?.sign ?? "·"}
    </span>
  );
}
