import { InLanguage } from "@outlook-connector/forms";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { problemOf } from "../../api/problem.ts";
import { service } from "../../api/service.ts";
import { connectionKey } from "../../drafts/kept.ts";
import { useShared } from "../../store.tsx";

/** Removes a connection after a question. Its secrets that the page stored go with it. */
export function RemoveConnection({ name }: { name: string }) {
  const { t } = useTranslation("page");
  const [, go] = useLocation();
  const { reload, secrets, keeper } = useShared();
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState("");
  const remove = async () => {
    try {
      await service.removeConnection(name);
      const own = secrets.filter((secret) => secret.name.startsWith(`outlook/${name}/`));
      for (const secret of own) await service.removeSecret(secret.name);
      keeper.forget(connectionKey(name));
      go("/");
      await reload();
      keeper.saved();
    } catch (reason) {
      setError(problemOf(reason).detail ?? "");
    }
  };
  return (
    <div className="pg-end">
      <button type="button" className="of-button of-small" onClick={() => dialog.current?.showModal()}>
        {t("remove.button")}
      </button>
      <p className="of-errors" role="status">
        {error && <InLanguage text={error} language="en" />}
      </p>
      <dialog ref={dialog} className="of-dialog" aria-labelledby="remove-title">
        <h2 id="remove-title">{t("remove.title", { name })}</h2>
        <p>{t("remove.text")}</p>
        <form method="dialog" className="of-buttons">
          <button type="submit" className="of-button of-main" onClick={() => void remove()}>
            {t("remove.button")}
          </button>
          <button type="submit" className="of-button">
            {t("cancel")}
          </button>
        </form>
      </dialog>
    </div>
  );
}
