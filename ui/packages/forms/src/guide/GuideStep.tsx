import { guideText } from "../texts.ts";
import { Links } from "../Links.tsx";
import { Paths } from "../Paths.tsx";
import { useLookup } from "../use_lookup.ts";
import { type SetupStep } from "../records.ts";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { mailOf, Location, MoreOnStep } from "./StepTexts.tsx";

export interface GuideStepProps {
  step: SetupStep;
  isDone: boolean;
  isOpen: boolean;
  /** A value of the step was refused. */
  isWrong: boolean;
  /** What was filled in. It stands below the title while the step is folded. */
  filledIn: ReactNode;
  /** The step has a script, whose own words say first what to do. */
  script?: ReactNode;
  /** The fields of the step. */
  children: ReactNode;
  onToggle: (isOpen: boolean) => void;
  onDone: (isDone: boolean) => void;
  isLast: boolean;
}

/** One step of the set-up: open while a person is at it, otherwise one line with what was filled in. */
export function GuideStep(props: GuideStepProps) {
  const { step, isDone, isOpen } = props;
  const { t } = useTranslation("forms");
  const { language, lookup } = useLookup();
  const owner = t(`owner.${step.owner}`, { defaultValue: step.owner });
  const text = guideText(step, language, lookup);
  const [first, ...others] = text.paragraphs;
  return (
    <details
      className={`of-guide-step${isDone ? " of-guide-done" : ""}`}
      open={isOpen}
      onToggle={(event) => event.currentTarget.open !== isOpen && props.onToggle(event.currentTarget.open)}
    >
      <summary>
        <span className="of-guide-number">{isDone ? "✓" : step.number}</span>
        <span className="of-guide-head">
          <h2 className="of-guide-title" lang={text.title.language}>
            {text.title.text}
          </h2>{" "}
          <span className="of-badge">{owner}</span>
          {isDone && <span className="of-unseen"> {t("setup.done")}</span>}
          {props.isWrong && <span className="of-badge of-certain">{t("setup.wrong")}</span>}
          {!isOpen && props.filledIn}
        </span>
      </summary>
      <div className="of-guide-body">
        <p className="of-help" lang={text.location.language}>
          <Location text={text.location.text} />
        </p>
        {first && props.script === undefined && (
          <p lang={first.language}>
            <Paths text={first.text} />
          </p>
        )}
        <Links links={step.links} />
        {props.children}
        {props.script}
        <MoreOnStep step={step} paragraphs={first && props.script !== undefined ? [first, ...others] : others} />
        <div className="of-buttons">
          {isDone ? (
            <button type="button" className="of-link" onClick={() => props.onDone(false)}>
              {t("setup.not-done")}
            </button>
          ) : (
            <button
              type="button"
              className={`of-button${props.isLast ? "" : " of-main"}`}
              onClick={() => props.onDone(true)}
            >
              {t(props.isLast ? "setup.is-done" : "setup.next")}
            </button>
          )}
          <a className="of-link" href={mailOf(step, text, lookup)}>
            {t("setup.mail", { who: owner })}
          </a>
        </div>
      </div>
    </details>
  );
}
