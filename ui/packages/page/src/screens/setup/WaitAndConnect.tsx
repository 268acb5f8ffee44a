import { toForm, type FormData } from "@outlook-connector/forms";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { timeText } from "../../parts/dates.ts";
import { useSecondsLeft } from "../../parts/wait.ts";
import { Waiting } from "../../parts/Waiting.tsx";
import { NEW_CONNECTION } from "../../drafts/kept.ts";
import { useShared } from "../../store.tsx";

interface WaitAndConnectProps {
  setup: object;
  /** When the script was run. */
  grantedAt: string | undefined;
  onGranted: (at: string) => void;
}

/** The wait after the permissions were given, and then the connection with the values of the set-up. */
export function WaitAndConnect({ setup, grantedAt, onGranted }: WaitAndConnectProps) {
  const { t, i18n } = useTranslation("page");
  const [, go] = useLocation();
  const { descriptor, drafts, keeper } = useShared();
  const left = useSecondsLeft(grantedAt, descriptor.connection.test.wait.seconds);
  const connect = () => {
    const values = setup as FormData & { sign_in?: string; mailboxes?: string[] };
    const profiles = descriptor.connection.profiles;
    const profile = profiles.find(({ id }) => id === values.sign_in) ?? profiles[0];
    if (!profile) return;
    const connection = { ...values, mailbox: values.mailboxes?.[0], granted_at: grantedAt };
    drafts.set(NEW_CONNECTION, { profile: profile.id, name: "", data: toForm(profile, { connection }) });
    keeper.changed(NEW_CONNECTION);
    go("/connect");
  };
  return (
    <div className="pg-stack">
      {grantedAt === undefined ? (
        <p>{t("wait.ask")}</p>
      ) : (
        <p>{t("wait.since", { time: timeText(grantedAt, i18n.language) })}</p>
      )}
      <div className="of-buttons">
        <button type="button" className="of-button" onClick={() => onGranted(now())}>
          {t(grantedAt === undefined ? "wait.start" : "wait.restart")}
        </button>
        <button type="button" className="of-button of-main" onClick={connect}>
          {t("setup.connect")}
        </button>
      </div>
      {left > 0 && <Waiting seconds={left} />}
    </div>
  );
}

/** The time in whole seconds, as the contract writes it. */
function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
