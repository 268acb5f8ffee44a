import {
  DescriptorForm,
  operation,
  problemsByField,
  subset,
  toRequest,
  type FieldHint,
  type FormData,
  type FormDescription,
  type Problems,
} from "@outlook-connector/forms";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { detailOf, fieldsOf } from "../../api/problem.ts";
import { SETUP, type SetupDraft } from "../../drafts/kept.ts";
import { useDraft } from "../../drafts/use_draft.ts";
import { useShared } from "../../store.tsx";
import { ProblemCard } from "../../parts/Failure.tsx";
import { FilledIn } from "./FilledIn.tsx";
import { GuideStep } from "./GuideStep.tsx";
import { HandOver } from "./HandOver.tsx";
import { SCRIPT_NAME, ScriptBlock } from "./ScriptBlock.tsx";
import { useGuide } from "./use_guide.ts";
import { useOpenSteps } from "./use_open_steps.ts";
import { WaitAndConnect } from "./WaitAndConnect.tsx";
import { usePicked } from "./use_picked.ts";

const newSetup = (): SetupDraft => ({ data: {}, done: [] });

/** Leads through the set-up: the step at hand is open, with who does it, where, and the values that it yields. */
export function SetupScreen({ step: named }: { step?: string | undefined }) {
  const { t } = useTranslation("page");
  const { descriptor, keeper } = useShared();
  const form = operation(descriptor, "setup-guide").input;
  const [draft, setDraft] = useDraft<SetupDraft>(SETUP, newSetup);
  const { data, done } = draft;
  const setup = useMemo(() => toRequest(form, data).parameters.setup ?? {}, [form, data]);
  const { instructions, problem } = useGuide(setup);
  const problems: Problems = problemsByField(form, fieldsOf(problem), data);
  const isRefused = Object.keys(problems).length > 0;
  const steps = instructions?.steps ?? [];
  const [firstStep, lastStep] = [steps.at(0), steps.at(-1)];
  const open = useOpenSteps(steps, draft, named);
  const change = (part: FormData) => setDraft({ ...draft, data: { ...data, ...part } });
  const toggle = (number: string, isOpen: boolean) => {
    open.setOpen(number, isOpen);
    if (isOpen) setDraft({ ...draft, at: number });
  };
  const setDone = (number: string, isDone: boolean) => {
    const others = done.filter((entry) => entry !== number);
    const all = isDone ? [...others, number] : others;
    setDraft({ ...draft, done: all, at: isDone ? open.goOn(number, all) : number });
  };
  const isBegun = done.length > 0 || Object.values(data).some((value) => value !== undefined);
  return (
    <>
      <h1 tabIndex={-1}>{t("setup.title")}</h1>
      <p className="pg-intro">{t("setup.intro")}</p>
      {problem && !isRefused && <ProblemCard problem={problem} />}
      {steps.length > 0 && (
        <div className="pg-done-bar">
          <progress value={done.length} max={steps.length} aria-labelledby="setup-progress" />
          <p id="setup-progress" role="status">
            {t("setup.progress", { done: done.length, all: steps.length })}
          </p>
        </div>
      )}
      <ol className="pg-guide">
        {steps.map((step) => {
          // A field of no step, such as the cloud, is asked for at the first.
          const own = (hint: FieldHint) => (hint.guide_step ?? firstStep?.number) === step.number;
          const part = subset(form, own);
          const hasScript = instructions !== undefined && step.text.includes(SCRIPT_NAME);
          return (
            <li key={step.number} id={`step-${step.number}`}>
              <GuideStep
                step={step}
                isDone={done.includes(step.number)}
                isOpen={open.isOpen(step.number)}
                isWrong={part.ui.fields.some(({ pointer }) => problems[pointer] !== undefined)}
                isLast={step === lastStep}
                onToggle={(isOpen) => toggle(step.number, isOpen)}
                onDone={(isDone) => setDone(step.number, isDone)}
                filledIn={<FilledIn form={part} data={data} />}
                {...(hasScript && { script: <ScriptBlock script={instructions.script} /> })}
              >
                <PartForm form={part} data={data} problems={problems} onChange={change} />
                {step === lastStep && (
                  <WaitAndConnect
                    setup={setup}
                    grantedAt={draft.grantedAt}
                    onGranted={(grantedAt) => setDraft({ ...draft, grantedAt })}
                  />
                )}
              </GuideStep>
            </li>
          );
        })}
      </ol>
      {problem && isRefused && <p className="of-errors">{detailOf(problem).message}</p>}
      {instructions && <HandOver instructions={instructions} />}
      {isBegun && (
        <p className="of-help">
          {t("setup.kept")}{" "}
          <button
            type="button"
            className="of-link"
            onClick={() => {
              keeper.forget(SETUP);
              open.reset();
            }}
          >
            {t("setup.over")}
          </button>
        </p>
      )}
    </>
  );
}

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
