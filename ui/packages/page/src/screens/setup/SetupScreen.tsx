import {
  DescriptorForm,
  operation,
  problemsByField,
  subset,
  toRequest,
  type FormData,
  type FormDescription,
  type Problems,
  type SetupStep,
} from "@outlook-connector/forms";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { detailOf, fieldsOf } from "../../api/problem.ts";
import { SETUP, type SetupDraft } from "../../drafts/kept.ts";
import { useDraft } from "../../drafts/use_draft.ts";
import { useShared } from "../../store.tsx";
import { ProblemCard } from "../../parts/Failure.tsx";
import { GuideStep } from "./GuideStep.tsx";
import { HandOver } from "./HandOver.tsx";
import { SCRIPT_NAME, ScriptBlock } from "./ScriptBlock.tsx";
import { useGuide } from "./use_guide.ts";
import { WaitAndConnect } from "./WaitAndConnect.tsx";
import { usePicked } from "./use_picked.ts";

const newSetup = (): SetupDraft => ({ data: {}, done: [] });

/** Leads through the set-up: each step with who does it, where, its commands, and the values that it yields. */
export function SetupScreen({ step }: { step?: string | undefined }) {
  const { t } = useTranslation("page");
  const { descriptor, keeper } = useShared();
  const form = operation(descriptor, "setup-guide").input;
  const [draft, setDraft] = useDraft<SetupDraft>(SETUP, newSetup);
  const { data, done } = draft;
  const setup = useMemo(() => toRequest(form, data).parameters.setup ?? {}, [form, data]);
  const { instructions, problem } = useGuide(setup);
  const problems: Problems = problemsByField(form, fieldsOf(problem), data);
  const isRefused = Object.keys(problems).length > 0;
  useOpenStep(step, instructions !== undefined);
  const steps = instructions?.steps ?? [];
  const scriptStep = steps.find((step) => step.text.includes(SCRIPT_NAME));
  const beginning = subset(form, (hint) => hint.guide_step === undefined);
  const change = (part: FormData) => setDraft({ ...draft, data: { ...data, ...part } });
  const setDone = (done: string[]) => setDraft({ ...draft, done });
  const isBegun = done.length > 0 || Object.values(data).some((value) => value !== undefined);
  return (
    <>
      <h1 tabIndex={-1}>{t("setup.title")}</h1>
      <p className="pg-intro">{t("setup.intro")}</p>
      <p className="pg-intro" role="status">
        {steps.length > 0 && t("setup.progress", { done: done.length, all: steps.length })}
      </p>
      {instructions && <HandOver instructions={instructions} />}
      {isBegun && (
        <p className="of-help">
          {t("setup.kept")}{" "}
          <button type="button" className="of-link" onClick={() => keeper.forget(SETUP)}>
            {t("setup.over")}
          </button>
        </p>
      )}
      {problem && !isRefused && <ProblemCard problem={problem} />}
      <PartForm form={beginning} data={data} problems={problems} onChange={change} />
      <ol className="pg-guide">
        {steps.map((step) => (
          <li key={step.number} id={`step-${step.number}`}>
            <GuideStep
              step={step}
              isDone={done.includes(step.number)}
              onDone={(isDone) => setDone(isDone ? [...done, step.number] : done.filter((n) => n !== step.number))}
            >
              <PartForm
                form={subset(form, (hint) => hint.guide_step === step.number)}
                data={data}
                problems={problems}
                onChange={change}
              />
              {step === scriptStep && instructions && <ScriptBlock script={instructions.script} />}
              {isLast(steps, step) && (
                <WaitAndConnect
                  setup={setup}
                  grantedAt={draft.grantedAt}
                  onGranted={(grantedAt) => setDraft({ ...draft, grantedAt })}
                />
              )}
            </GuideStep>
          </li>
        ))}
      </ol>
      {problem && isRefused && <p className="of-errors">{detailOf(problem).message}</p>}
    </>
  );
}

const isLast = (steps: SetupStep[], step: SetupStep) => steps.at(-1) === step;

/** Some fields of the form. A value is checked as soon as it is pasted or left. */
function PartForm(props: {
  form: FormDescription;
  data: FormData;
  problems: Problems;
  onChange: (part: FormData) => void;
}) {
  const names = props.form.ui.fields.map(({ pointer }) => pointer.slice(1));
  const own = usePicked(props.data, names);
  if (names.length === 0) return null;
  const empty = Object.fromEntries(names.map((name) => [name, undefined]));
  return (
    <DescriptorForm
      form={props.form}
      data={own}
      problems={props.problems}
      onChange={(data) => props.onChange({ ...empty, ...data })}
      onSubmit={() => undefined}
    >
      {null}
    </DescriptorForm>
  );
}

/** Opens and shows the step that a card named. */
function useOpenStep(step: string | undefined, isReady: boolean) {
  useEffect(() => {
    if (!isReady || step === undefined) return;
    const place = document.getElementById(`step-${step}`);
    place?.querySelector("details")?.setAttribute("open", "");
    place?.scrollIntoView();
    place?.querySelector("summary")?.focus();
  }, [isReady, step]);
}
