import { CopyButton } from "../CopyButton.tsx";
import { useTranslation } from "react-i18next";
import { download } from "../download.ts";

/** Windows PowerShell 5.1 reads a file without it in the system's old code page. */
const BYTE_ORDER_MARK = "\uFEFF";

/** The name that the steps have for the script. */
export const SCRIPT_NAME = "outlook-app.ps1";

const RUN = `powershell -ExecutionPolicy Bypass -File .\\${SCRIPT_NAME}`;

/** The set-up script: how to run it, a preview and the file. */
export function ScriptBlock({ script }: { script: string }) {
  const { t } = useTranslation("forms");
  return (
    <div className="of-script">
      <h3>{t("script.title")}</h3>
      <p>{t("script.text")}</p>
      <div className="of-buttons">
        <button
          type="button"
          className="of-button"
          onClick={() => download(SCRIPT_NAME, BYTE_ORDER_MARK + script, "text/plain;charset=utf-8")}
        >
          {t("script.download")}
        </button>
      </div>
      <p>{t("script.run")}</p>
      <div className="of-copied">
        <pre className="of-code" tabIndex={0} role="region" aria-label={t("script.run")}>
          {RUN}
        </pre>
        <CopyButton text={RUN} what={t("script.run")} />
      </div>
      <p>{t("script.what-if")}</p>
      <details>
        <summary>{t("script.preview", { lines: script.split("\n").length })}</summary>
        <pre className="of-code" tabIndex={0} role="region" aria-label={SCRIPT_NAME}>
          {script}
        </pre>
      </details>
    </div>
  );
}
