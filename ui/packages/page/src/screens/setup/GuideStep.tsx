import { CopyButton, Links, Paths, guideText, type SetupStep } from "@outlook-connector/forms";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface GuideStepProps {
  step: SetupStep;
  isDone: boolean;
  onDone: (isDone: boolean) => void;
  children: ReactNode;
}

/** One step of the set-up, folded once it is done. */
export function GuideStep({ step, isDone, onDone, children }: GuideStepProps) {
  const { t, i18n } = useTranslation(["page", "forms"]);
  const owner = t(`owner.${step.owner}`, { ns: "forms", defaultValue: step.owner });
  const { title, location, paragraphs } = guideText(
    step,
    i18n.language,
    (key) => i18n.getResource(i18n.language, "forms", key) as string | undefined,
  );
  return (
    <details className={`pg-step${isDone ? " pg-done" : ""}`} open={!isDone}>
      <summary>
        <span className="pg-number">{isDone ? "✓" : step.number}</span>{" "}
        <h2 className="pg-step-title" lang={title.language}>
          {title.text}
        </h2>{" "}
        <span className="of-badge">{owner}</span>
        {isDone && <span className="of-unseen"> {t("setup.done")}</span>}
      </summary>
      <div className="pg-step-body">
        <p className="of-help" lang={location.language}>
          <Location text={location.text} />
        </p>
        {paragraphs.map(({ text, language }) => (
          <p key={text} lang={language}>
            <Paths text={text} />
          </p>
        ))}
        <Links links={step.links} />
        {step.commands && (
          <details>
            <summary>{t("setup.commands")}</summary>
            <div className="of-copied">
              <pre className="of-code" tabIndex={0} role="region" aria-label={`${t("setup.commands")} ${step.number}`}>
                {step.commands}
              </pre>
              <CopyButton text={step.commands} what={`${t("setup.commands")} ${step.number}`} />
            </div>
          </details>
        )}
        {children}
        <div className="of-buttons">
          <label className="of-tick">
            <input type="checkbox" checked={isDone} onChange={(event) => onDone(event.target.checked)} />
            <span>{t("setup.is-done")}</span>
          </label>
          <a className="of-link" href={mailOf(step)}>
            {t("setup.mail", { who: owner })}
          </a>
        </div>
      </div>
    </details>
  );
}

/** The place of a step. It begins with the host of a portal, if the step is done in one. */
function Location({ text }: { text: string }) {
  const host = /^((?:[a-z0-9-]+\.)+[a-z]{2,}) > /.exec(text)?.[1];
  if (host === undefined) return <Paths text={text} />;
  return (
    <>
      <a href={`https://${host}/`} target="_blank" rel="noreferrer">
        {host}
      </a>
      <Paths text={text.slice(host.length)} />
    </>
  );
}

/** A mail with the step, for the person's own mail program. */
function mailOf(step: SetupStep): string {
  const text = [step.location, step.text, step.commands ?? ""].filter(Boolean).join("\n\n");
  return `mailto:?subject=${encodeURIComponent(step.title)}&body=${encodeURIComponent(text)}`;
}
