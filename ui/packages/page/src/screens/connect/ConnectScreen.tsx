import {
  ActionButton,
  buttonOf,
  DescriptorForm,
  isDisabled,
  linkOf,
  problemsByField,
  useLookup,
  type Problems,
} from "@outlook-connector/forms";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { fieldsOf, problemOf, type Problem } from "../../api/problem.ts";
import { service } from "../../api/service.ts";
import { DraftNotice } from "../../parts/DraftNotice.tsx";
import { ConnectionTabs } from "../../parts/ConnectionTabs.tsx";
import { ProblemCard } from "../../parts/Failure.tsx";
import { UnknownConnection } from "../../parts/UnknownConnection.tsx";
import { useShared } from "../../store.tsx";
import { ProfileChoice } from "./ProfileChoice.tsx";
import { RemoveConnection } from "./RemoveConnection.tsx";
import { NAME_PATTERN, save } from "./save.ts";
import { useConnectionDraft } from "./use_connection_draft.ts";
import { useSavedSecrets } from "./use_saved_secrets.ts";

/** Makes a connection, or changes a saved one. */
export function ConnectScreen({ name }: { name?: string }) {
  const { t } = useTranslation("page");
  const { connections } = useShared();
  if (name === undefined) {
    return (
      <>
        <h1 tabIndex={-1}>{t("connect.new")}</h1>
        <p className="pg-intro">
          {t("connect.intro")} <Link href="/setup">{t("nav.setup")}</Link>
        </p>
        <ConnectForm savedName={undefined} />
      </>
    );
  }
  if (!connections.some((saved) => saved.name === name)) return <UnknownConnection name={name} />;
  return (
    <>
      <h1 tabIndex={-1}>{t("connect.title", { name })}</h1>
      <ConnectionTabs name={name} place="" />
      <ConnectForm savedName={name} />
      <RemoveConnection name={name} />
    </>
  );
}

function ConnectForm({ savedName }: { savedName: string | undefined }) {
  const { t } = useTranslation("page");
  const [, go] = useLocation();
  const { descriptor, reload, drafts, keeper } = useShared();
  const profiles = descriptor.connection.profiles;
  const { draft, profile, before, isChanged, change, forget } = useConnectionDraft(savedName);
  const savedSecrets = useSavedSecrets(profile, before);
  const { lookup } = useLookup();
  // Not what is being typed now: what was there when the screen opened.
  const [wasChanged, setWasChanged] = useState(isChanged);
  const discard = () => {
    forget();
    setProblem(undefined);
    setWasChanged(false);
  };
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  const saveAndTest = async () => {
    setSaving(true);
    setProblem(undefined);
    try {
      await save(draft.name, profile, draft.data, profiles, before);
      drafts.set(`connected/${draft.name}`, await connected(draft.name));
      drafts.set(`test/${draft.name}`, true);
      forget();
      await reload();
      keeper.saved();
      go(`/connections/${encodeURIComponent(draft.name)}/test`);
    } catch (error) {
      setProblem(problemOf(error));
      setSaving(false);
      await reload().catch(() => undefined);
    }
  };
  const problems: Problems = problemsByField(profile, fieldsOf(problem), draft.data);
  const isBesideFields = Object.keys(problems).length > 0;
  return (
    <div className="pg-panel">
      {wasChanged && <DraftNotice onDiscard={discard} />}
      {savedName === undefined && <NameField name={draft.name} onChange={(name) => change({ name })} />}
      {profiles.length > 1 && (
        <ProfileChoice profiles={profiles} chosen={profile.id} onChoose={(id) => change({ profile: id })} />
      )}
      <DescriptorForm
        key={profile.id}
        form={profile}
        data={draft.data}
        onChange={(data) => change({ data })}
        onSubmit={() => NAME_PATTERN.test(draft.name) && void saveAndTest()}
        problems={problems}
        savedSecrets={savedSecrets}
        linkOf={(id) => linkOf(descriptor, id, draft.data)}
        disabled={isSaving}
      >
        <ActionButton
          button={buttonOf(descriptor, "connect", lookup)}
          isDisabled={isDisabled(buttonOf(descriptor, "connect", lookup), descriptor, {
            isSaved: savedName !== undefined,
            isRunning: isSaving,
            isWaiting: false,
          })}
          isMain
        />
      </DescriptorForm>
      <div role="status">
        {isSaving && <p className="of-status">{t("connect.saving")}</p>}
        {isBesideFields && <p className="of-errors">{t("connect.refused", { count: Object.keys(problems).length })}</p>}
      </div>
      {problem && !isBesideFields && <ProblemCard problem={problem} />}
    </div>
  );
}

/**
 * Signs in, so that fields that the connector refuses are shown beside the form. Every other failure is left to the test, which says more:
 * its steps show what works. Returns the result of the sign-in, or nothing.
 */
async function connected(name: string) {
  try {
    return await service.connect(name);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status === 422 || problem.status === 0) throw error;
    return undefined;
  }
}

/** The name of the connection. It belongs to the page: the connector knows no names. */
function NameField({ name, onChange }: { name: string; onChange: (name: string) => void }) {
  const { t } = useTranslation("page");
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isLeft, setLeft] = useState(false);
  const isWrong = !NAME_PATTERN.test(name);
  return (
    <div className={`of-field${isLeft && isWrong ? " of-wrong" : ""}`}>
      <label className="of-label" htmlFor={id}>
        {t("connect.name")}
        <span className="of-required" aria-hidden="true">
          {" *"}
        </span>
      </label>
      <p className="of-help" id={`${id}-help`}>
        {t("connect.name-help")}
      </p>
      <input
        ref={input}
        id={id}
        className="of-input"
        value={name}
        autoComplete="off"
        spellCheck={false}
        aria-required
        aria-invalid={(isLeft && isWrong) || undefined}
        aria-describedby={`${id}-help ${id}-error`}
        onChange={(event) => onChange(event.target.value)}
        onBlur={() => setLeft(true)}
      />
      <div className="of-errors" id={`${id}-error`}>
        {isLeft && isWrong && <p>{t("connect.name-wrong")}</p>}
      </div>
    </div>
  );
}
