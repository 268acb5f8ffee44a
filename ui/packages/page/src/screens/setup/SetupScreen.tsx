import {
  operation,
  problemsByField,
  SetupGuide,
  toRequest,
  useSetupGuide,
  type Problems,
} from "@outlook-connector/forms";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldsOf, problemOf } from "../../api/problem.ts";
import { service } from "../../api/service.ts";
import { SETUP, type SetupDraft } from "../../drafts/kept.ts";
import { useDraft } from "../../drafts/use_draft.ts";
import { useShared } from "../../store.tsx";
import { ProblemCard } from "../../parts/Failure.tsx";
import { WaitAndConnect } from "./WaitAndConnect.tsx";

const newSetup = (): SetupDraft => ({ data: {}, done: [] });

/** Leads through the set-up. The program keeps what a person types, and the connection is made at the end. */
export function SetupScreen({ step }: { step?: string | undefined }) {
  const { t } = useTranslation("page");
  const { descriptor, keeper } = useShared();
  const form = operation(descriptor, "setup-guide").input;
  const [draft, setDraft] = useDraft<SetupDraft>(SETUP, newSetup);
  const setup = useMemo(() => toRequest(form, draft.data).parameters.setup ?? {}, [form, draft.data]);
  const { instructions, error } = useSetupGuide(setup, service.setupGuide);
  const problem = error === undefined ? undefined : problemOf(error);
  const problems: Problems = problemsByField(form, fieldsOf(problem), draft.data);
  // A new round begins at the first step.
  const [round, setRound] = useState(0);
  const isBegun = draft.done.length > 0 || Object.values(draft.data).some((value) => value !== undefined);
  const startOver = () => {
    keeper.forget(SETUP);
    setRound(round + 1);
  };
  return (
    <>
      <h1 tabIndex={-1}>{t("setup.title")}</h1>
      <p className="pg-intro">{t("setup.intro")}</p>
      {problem && Object.keys(problems).length === 0 && <ProblemCard problem={problem} />}
      <SetupGuide
        key={round}
        form={form}
        instructions={instructions}
        problems={problems}
        progress={draft}
        onChange={(change) => setDraft({ ...draft, ...change })}
        named={round === 0 ? step : undefined}
        atTheEnd={
          <WaitAndConnect
            setup={setup}
            grantedAt={draft.grantedAt}
            onGranted={(grantedAt) => setDraft({ ...draft, grantedAt })}
          />
        }
      />
      {isBegun && (
        <p className="of-help">
          {t("setup.kept")}{" "}
          <button type="button" className="of-link" onClick={startOver}>
            {t("setup.over")}
          </button>
        </p>
      )}
    </>
  );
}
