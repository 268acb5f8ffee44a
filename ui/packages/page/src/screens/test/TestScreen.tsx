import { CopyButton, NoticeList, type ConnectResult } from "@outlook-connector/forms";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ConnectionTabs } from "../../parts/ConnectionTabs.tsx";
import { UnknownConnection } from "../../parts/UnknownConnection.tsx";
import { useSecondsLeft } from "../../parts/wait.ts";
import { Waiting } from "../../parts/Waiting.tsx";
import { useShared } from "../../store.tsx";
import { TestPanel } from "./TestPanel.tsx";
import { useTest } from "./use_test.ts";

/** Tests a saved connection. The test mail has a button of its own, because it sends. */
export function TestScreen({ name }: { name: string }) {
  const { t } = useTranslation("page");
  const { connections, drafts } = useShared();
  const { run, start } = useTest(name);
  const dialog = useRef<HTMLDialogElement>(null);
  const [isAnyway, setAnyway] = useState(false);
  const saved = connections.find((candidate) => candidate.name === name)?.connection;
  const left = useSecondsLeft(saved?.granted_at);
  const mustWait = left > 0 && !isAnyway;
  // The screen before has saved the connection and signed in.
  const connected = drafts.get(`connected/${name}`) as ConnectResult | undefined;
  useEffect(() => {
    if (drafts.get(`test/${name}`) === undefined || mustWait) return;
    drafts.delete(`test/${name}`);
    void start();
  });
  if (!saved) return <UnknownConnection name={name} />;
  return (
    <>
      <h1 tabIndex={-1}>{t("test.title", { name })}</h1>
      <ConnectionTabs name={name} place="/test" />
      <p className="pg-intro">{t("test.intro", { mailbox: saved.mailbox })}</p>
      {connected && <Connected result={connected} />}
      {mustWait && <Waiting seconds={left} onAnyway={() => setAnyway(true)} />}
      <div className="of-buttons">
        <button
          type="button"
          className="of-button of-main"
          disabled={run.isRunning || mustWait}
          onClick={() => void start()}
        >
          {t(run.report || run.problem ? "test.again" : "test.start")}
        </button>
        <button
          type="button"
          className="of-button"
          disabled={run.isRunning || mustWait}
          onClick={() => dialog.current?.showModal()}
        >
          {t("test.mail")}
        </button>
      </div>
      <TestPanel name={name} run={run} />
      <dialog ref={dialog} className="pg-dialog" aria-labelledby="mail-title">
        <h2 id="mail-title">{t("test.mail")}</h2>
        <p>{t("test.mail-confirm", { mailbox: saved.mailbox })}</p>
        <form method="dialog" className="of-buttons">
          <button type="submit" className="of-button of-main" onClick={() => void start({ send_test_mail: true })}>
            {t("test.mail-send")}
          </button>
          <button type="submit" className="of-button">
            {t("cancel")}
          </button>
        </form>
      </dialog>
    </>
  );
}

/** What the sign-in showed. It proves the credential, and not that the app may send. */
function Connected({ result }: { result: ConnectResult }) {
  const { t } = useTranslation("page");
  const id = result.enterprise_object_id;
  return (
    <div className="pg-connected">
      <p>
        <strong className="pg-ok">{t("connected.title")}</strong> {t("connected.not-proven")}
      </p>
      {id && (
        <p>
          {t("connected.object-id")} <code>{id}</code> <CopyButton text={id} what={t("connected.object-id")} />
        </p>
      )}
      <NoticeList notices={result.notices} />
    </div>
  );
}
