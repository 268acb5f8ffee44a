import { bytesText } from "@outlook-connector/forms";
import { useTranslation } from "react-i18next";
import type { SendProgress, SendRun } from "./use_send.ts";

/** Says in words what a send does at the moment. */
export function ProgressLine({ run }: { run: SendRun }) {
  const { t, i18n } = useTranslation("page");
  const progress = run.state === "sending" ? run.progress : undefined;
  const isUploading = progress?.total !== undefined && progress.sent !== undefined && progress.sent < progress.total;
  return (
    <div className="pg-progress">
      {isUploading && <progress max={progress.total} value={progress.sent} aria-label={t("send.progress")} />}
      <p role="status">
        {progress &&
          t(wordsFor(progress), {
            sent: bytesText(progress.sent ?? 0, i18n.language),
            total: bytesText(progress.total ?? 0, i18n.language),
          })}
      </p>
      {progress?.reference && (
        <p className="of-help">
          {t("receipt.reference")} <code>{progress.reference}</code>
        </p>
      )}
    </div>
  );
}

/** Returns the words for what comes after the last thing that is known. */
function wordsFor({ sent, total, request, reference }: SendProgress): string {
  if (sent !== undefined && total !== undefined && total > 0) {
    return sent < total ? "send.uploading" : "send.thinking";
  }
  if (request?.path.endsWith("/token")) return "send.signed-in";
  if (request) return "send.thinking";
  return reference === undefined ? "send.handing-over" : "send.signing-in";
}
