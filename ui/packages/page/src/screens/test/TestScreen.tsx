import {
  ActionButton,
  buttonOf,
  CopyButton,
  isDisabled,
  NoticeList,
  useLookup,
  type ConnectResult,
} from "@outlook-connector/forms";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ConnectionTabs } from "../../parts/ConnectionTabs.tsx";
import { UnknownConnection } from "../../parts/UnknownConnection.tsx";
import { useSecondsLeft, waitsSince } from "../../parts/wait.ts";
import { Waiting } from "../../parts/Waiting.tsx";
import { useShared } from "../../store.tsx";
import { profileOf } from "../connect/save.ts";
import { TestPanel } from "./TestPanel.tsx";
import { useTest } from "./use_test.ts";

/** Tests a saved connection. The descriptor says which buttons there are, what each sends, and when it must wait. */
export function TestScreen({ name }: { name: string }) {
  const { t } = useTranslation("page");
  const { connections, descriptor, drafts } = useShared();
  const { lookup } = useLookup();
  const { run, start } = useTest(name);
  const [isAnyway, setAnyway] = useState(false);
  const saved = connections.find((candidate) => candidate.name === name)?.connection;
  const { test, profiles } = descriptor.connection;
  const left = useSecondsLeft(waitsSince(test, profileOf(profiles, saved), saved), test.wait.seconds);
  const isWaiting = left > 0 && !isAnyway;
  // The screen before has saved the connection and signed in.
  const connected = drafts.get(`connected/${name}`) as ConnectResult | undefined;
  useEffect(() => {
    if (drafts.get(`test/${name}`) === undefined || isWaiting) return;
    drafts.delete(`test/${name}`);
    void start();
  });
  if (!saved) return <UnknownConnection name={name} />;
  const state = { isSaved: true, isRunning: run.isRunning, isWaiting };
  return (
    <>
      <h1 tabIndex={-1}>{t("test.title", { name })}</h1>
      <ConnectionTabs name={name} place="/test" />
      {connected && <Connected result={connected} />}
      {isWaiting && <Waiting seconds={left} onAnyway={() => setAnyway(true)} />}
      <div className="pg-actions">
        {["test", "test-mail"].map((id) => {
          const button = buttonOf(descriptor, id, lookup);
          return (
            <ActionButton
              key={id}
              button={button}
              isDisabled={isDisabled(button, descriptor, state)}
              isMain={id === "test"}
              about={saved.mailbox}
              onPress={() => void start(button.input)}
            />
          );
        })}
      </div>
      <TestPanel name={name} run={run} />
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
