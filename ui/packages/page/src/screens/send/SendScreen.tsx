import { DescriptorForm, operation, problemsByField, subset, type Problems } from "@outlook-connector/forms";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ConnectionTabs } from "../../parts/ConnectionTabs.tsx";
import { fieldsOf } from "../../api/problem.ts";
import { ProblemCard } from "../../parts/Failure.tsx";
import { UnknownConnection } from "../../parts/UnknownConnection.tsx";
import { useDraft } from "../../drafts/use_draft.ts";
import { useShared } from "../../store.tsx";
import { bodyOf, mailOf } from "./body.ts";
import { KeyBlock } from "./KeyBlock.tsx";
import { mailKey, newMail, type MailDraft } from "./mail_draft.ts";
import { Outcome } from "./Outcome.tsx";
import { ProgressLine } from "./ProgressLine.tsx";
import { ReceiptCard } from "./ReceiptCard.tsx";
import { useSend } from "./use_send.ts";

/** The place of the key in the contract. The page makes the key, so that the form does not ask for it. */
const KEY_PATH = "options.idempotency-key";

/** Writes a mail, sends it, follows it and looks for it. */
export function SendScreen({ name }: { name: string }) {
  const { t } = useTranslation("page");
  const { connections, descriptor } = useShared();
  const [draft, setDraft] = useDraft<MailDraft>(mailKey(name), newMail);
  const { run, send, write } = useSend(name);
  const form = useMemo(
    () => subset(operation(descriptor, "send-mail").input, (_, entry) => entry?.path !== KEY_PATH),
    [descriptor],
  );
  const saved = connections.find((candidate) => candidate.name === name)?.connection;
  if (!saved) return <UnknownConnection name={name} />;

  const key = draft.withKey ? draft.key : "";
  const mail = mailOf(name, form, draft.data, key);
  const start = () => {
    setDraft({ ...draft, isStarted: true });
    void send(bodyOf(mail, draft.files), key);
  };
  const writeAnother = () => {
    setDraft(newMail());
    write();
  };
  const problem = run.state === "failed" ? run.problem : undefined;
  const problems: Problems = problemsByField(form, fieldsOf(problem), draft.data);
  const isBesideFields = Object.keys(problems).length > 0;
  const maybeSent = problem?.may_have_been_sent === true;
  return (
    <>
      <h1 tabIndex={-1}>{t("send.title", { name })}</h1>
      <ConnectionTabs name={name} place="/send" />
      <p className="pg-intro">{t("send.from", { mailbox: saved.mailbox })}</p>
      {run.state === "sent" ? (
        <ReceiptCard receipt={run.receipt} mail={mail} connection={saved} onAnother={writeAnother} />
      ) : (
        <div className="pg-panel">
          <DescriptorForm
            key={draft.key}
            form={form}
            data={draft.data}
            onChange={(data) => setDraft({ ...draft, data })}
            onSubmit={start}
            problems={problems}
            disabled={run.state === "sending"}
            files={draft.files}
            filesLimit={descriptor.limits.attachments_bytes}
          >
            <KeyBlock
              value={draft.key}
              isUsed={draft.withKey}
              // After a first try the key stays: another one could send the mail twice.
              isFixed={draft.isStarted}
              onUse={(withKey) => setDraft({ ...draft, withKey })}
            />
            {!maybeSent && (
              <button type="submit" className="of-button of-main" disabled={run.state === "sending"}>
                {t(problem && draft.withKey ? "send.again-key" : "send.button")}
              </button>
            )}
          </DescriptorForm>
          <ProgressLine run={run} />
          <div role="status">
            {isBesideFields && (
              <p className="of-errors">{t("connect.refused", { count: Object.keys(problems).length })}</p>
            )}
          </div>
          {problem && !isBesideFields && <ProblemCard problem={problem} connection={name} />}
          {problem && maybeSent && (
            <Outcome
              connection={name}
              reference={run.state === "failed" ? run.reference : undefined}
              {...(draft.withKey && { onSendAgain: start })}
              onAnother={writeAnother}
            />
          )}
        </div>
      )}
    </>
  );
}
