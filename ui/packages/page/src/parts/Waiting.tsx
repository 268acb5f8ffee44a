import { useLookup } from "@outlook-connector/forms";
import { useTranslation } from "react-i18next";
import { useShared } from "../store.tsx";
import { clockText } from "./dates.ts";

/** Says that a test must wait, why, and how long. */
export function Waiting({ seconds, onAnyway }: { seconds: number; onAnyway?: () => void }) {
  const { t } = useTranslation("page");
  const { descriptor } = useShared();
  const { lookup } = useLookup();
  return (
    <div className="pg-waiting" role="note">
      <p>
        <strong role="timer">{t("wait.left", { clock: clockText(seconds) })}</strong>
      </p>
      <p>{lookup("test-wait#description") ?? descriptor.connection.test.wait.description}</p>
      {onAnyway && (
        <button type="button" className="of-link" onClick={onAnyway}>
          {t("wait.anyway")}
        </button>
      )}
    </div>
  );
}
