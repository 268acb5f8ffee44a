import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FormData } from "../contract/pointer.ts";
import type { Problems } from "../contract/problems.ts";
import type { FieldHint, FormDescription } from "../descriptor.ts";
import { subset } from "../form/subset.ts";
import type { SetupInstructions } from "../records.ts";
import { FilledIn } from "./FilledIn.tsx";
import { GuideStep } from "./GuideStep.tsx";
import { HandOver } from "./HandOver.tsx";
import { PartForm } from "./PartForm.tsx";
import { SCRIPT_NAME, ScriptBlock } from "./ScriptBlock.tsx";
import { useOpenSteps } from "./use_open_steps.ts";

/** What a person has done of a set-up. */
export interface SetupProgress {
  /** Values of the form of `setup-guide`. */
  data: FormData;
  /** Numbers of the steps that are done. */
  done: string[];
  /** The step where the person was. */
  at?: string | undefined;
}

export interface SetupGuideProps {
  /** The form of `setup-guide`. */
  form: FormDescription;
  /** What `setup-guide` returned for the values. Absent until the first response. */
  instructions: SetupInstructions | undefined;
  problems: Problems;
  progress: SetupProgress;
  onChange: (change: Partial<SetupProgress>) => void;
  /** A step to open first, such as one that the card of a failure names. */
  named?: string | undefined;
  /** What the last step holds beside its text: there the platform makes the connection. */
  atTheEnd?: ReactNode;
}

/** The set-up as an assistant: the step at hand is open, the others are a line each with what was filled in. */
export function SetupGuide(props: SetupGuideProps) {
  const { form, instructions, problems, progress } = props;
  const { data, done } = progress;
  const { t } = useTranslation("forms");
  const steps = instructions?.steps ?? [];
  const [firstStep, lastStep] = [steps.at(0), steps.at(-1)];
  const open = useOpenSteps(steps, progress, props.named);
  const toggle = (number: string, isOpen: boolean) => {
    open.setOpen(number, isOpen);
    if (isOpen) props.onChange({ at: number });
  };
  const setDone = (number: string, isDone: boolean) => {
    const others = done.filter((entry) => entry !== number);
    const all = isDone ? [...others, number] : others;
    props.onChange({ done: all, at: isDone ? open.goOn(number, all) : number });
  };
  if (!instructions) return null;
  return (
    <div className="of-guide">
      <div className="of-guide-progress">
        <progress value={done.length} max={steps.length} aria-labelledby="setup-progress" />
        <p id="setup-progress" role="status">
          {t("setup.progress", { done: done.length, all: steps.length })}
        </p>
      </div>
      <ol>
        {steps.map((step) => {
          // A field of no step, such as the cloud, is asked for at the first.
          const own = (hint: FieldHint) => (hint.guide_step ?? firstStep?.number) === step.number;
          const part = subset(form, own);
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
                {...(step.text.includes(SCRIPT_NAME) && { script: <ScriptBlock script={instructions.script} /> })}
              >
                <PartForm
                  form={part}
                  data={data}
                  problems={problems}
                  onChange={(values) => props.onChange({ data: { ...data, ...values } })}
                />
                {step === lastStep && props.atTheEnd}
              </GuideStep>
            </li>
          );
        })}
      </ol>
      <HandOver instructions={instructions} />
    </div>
  );
}
