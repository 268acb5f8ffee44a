import { InLanguage } from "@outlook-connector/forms";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "../../api/problem.ts";
import { service } from "../../api/service.ts";

/** Opens a page of its own over an emulator, so that nothing of it mixes with real connections. */
export function TryDemo() {
  const { t } = useTranslation("page");
  const [isOpening, setOpening] = useState(false);
  const [error, setError] = useState("");
  const open = async () => {
    setOpening(true);
    setError("");
    try {
      location.assign(await service.openDemo());
    } catch (reason) {
      setError(problemOf(reason).detail ?? "");
      setOpening(false);
    }
  };
  return (
    <li className="pg-card">
      <h2>{t("start.demo")}</h2>
      <p>{t("start.demo-text")}</p>
      <div>
        <button type="button" className="of-button" disabled={isOpening} onClick={() => void open()}>
          {t(isOpening ? "start.demo-opening" : "start.demo-open")}
        </button>
        <p className="of-errors" role="status">
          {error && <InLanguage text={error} language="en" />}
        </p>
      </div>
    </li>
  );
}
