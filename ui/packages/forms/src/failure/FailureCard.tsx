import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandsBlock } from "../CommandsBlock.tsx";
import { byShell } from "../commands.ts";
import { CopyButton } from "../CopyButton.tsx";
import { Links } from "../Links.tsx";
import { Paths } from "../Paths.tsx";
import type { Cause, ErrorDetail, RequestRecord } from "../records.ts";
import { InLanguage } from "../InLanguage.tsx";
import { errorText } from "../texts.ts";
import { useLookup } from "../use_lookup.ts";
import { CauseDetails, Confidence, Facts } from "./CauseDetails.tsx";
import { ChecksBlock } from "./ChecksBlock.tsx";
import { supportText } from "./support_text.ts";

export interface FailureCardProps {
  detail: ErrorDetail;
  /** Says that the mail may have been sent. */
  mayHaveBeenSent?: boolean;
  /** Requests of the call, if the detail has none. */
  requests?: RequestRecord[];
  /** Explains the failure again with the output of the checks. Without it the card has no box to paste into. */
  explainAgain?: (findings: string) => Promise<ErrorDetail>;
  /** Opens a step of the set-up guide. */
  onGuideStep?: (step: string) => void;
}

/** Waits for a pause in typing, so that not every key makes a call. */
const PAUSE_MS = 500;

/** A failure: what happened, the most likely cause, what to check, what the checks printed, the fix, and the other causes folded. */
export function FailureCard(props: FailureCardProps) {
  const { t } = useTranslation("forms");
  const { language, lookup } = useLookup();
  const id = useId();
  const [findings, setFindings] = useState("");
  const { detail, state } = useExplainedAgain(props.detail, findings, props.explainAgain);
  const [first, ...others] = detail.causes;
  const requests = props.requests ?? props.detail.requests;
  const what = errorText(props.detail.message, language, lookup, props.detail.params);
  return (
    <section
      className={`of-card ${props.mayHaveBeenSent ? "of-card-unknown" : "of-card-fail"}`}
      aria-labelledby={`${id}-what`}
    >
      <h2 id={`${id}-what`}>{t("card.what")}</h2>
      <p className="of-lead">
        <InLanguage text={what.text} language={what.language} />
      </p>
      <p className="of-codes">
        {[props.detail.http_status && `HTTP ${props.detail.http_status}`, props.detail.service_code]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {props.detail.service_message && (
        <details>
          <summary>{t("card.microsoft")}</summary>
          <blockquote>
            <InLanguage text={props.detail.service_message} language="en" />
          </blockquote>
        </details>
      )}
      {props.mayHaveBeenSent && <p className="of-notice">{t("card.maybe-sent")}</p>}
      {props.detail.leftovers.map((leftover) => (
        <p className="of-notice" key={leftover.message}>
          <InLanguage text={leftover.message} language="en" />
        </p>
      ))}
      {first && <MostLikely cause={first} isMarked={language !== "en"} />}
      {first && <ChecksBlock causes={detail.causes} />}
      {first && props.explainAgain && (
        <div className="of-part">
          <label className="of-heading" htmlFor={`${id}-findings`}>
            {t("card.paste")}
          </label>
          <p className="of-help" id={`${id}-help`}>
            {t("card.paste-help")}
          </p>
          <textarea
            id={`${id}-findings`}
            className="of-input of-lines of-code"
            rows={4}
            spellCheck={false}
            autoComplete="off"
            aria-describedby={`${id}-help`}
            value={findings}
            onChange={(event) => setFindings(event.target.value)}
          />
        </div>
      )}
      <p className="of-status" role="status">
        {state === "again" && first && (
          <>
            {t("card.moved")} <span lang="en">{first.title}</span>
          </>
        )}
        {state === "failed" && t("card.not-read")}
      </p>
      {first && <Fix cause={first} onGuideStep={props.onGuideStep} />}
      {others.length > 0 && (
        <details className="of-part">
          <summary>{t("card.others", { count: others.length })}</summary>
          {others.map((cause) => (
            <CauseDetails key={cause.id} cause={cause} />
          ))}
        </details>
      )}
      {requests.length > 0 && <Requests requests={requests} />}
    </section>
  );
}

/** The first cause. `isMarked`: a line says that causes are English, although the page is not. */
function MostLikely({ cause, isMarked }: { cause: Cause; isMarked: boolean }) {
  const { t } = useTranslation("forms");
  return (
    <div className="of-part">
      <h3 className="of-heading">{cause.confidence === "certain" ? t("card.cause") : t("card.likely")}</h3>
      <p className="of-cause">
        <strong lang="en">{cause.title}</strong> <Confidence value={cause.confidence} />
      </p>
      <Facts cause={cause} />
      {isMarked && <p className="of-help">{t("card.english")}</p>}
    </div>
  );
}

function Fix({ cause, onGuideStep }: { cause: Cause; onGuideStep?: ((step: string) => void) | undefined }) {
  const { t } = useTranslation("forms");
  const step = cause.guide_step;
  return (
    <div className="of-part">
      <h3 className="of-heading">
        {t("card.fix")} <span className="of-owner">{t(`owner.${cause.owner}`, { defaultValue: cause.owner })}</span>
      </h3>
      <div className="of-copied">
        <p lang="en">
          <Paths text={cause.fix} />
        </p>
        <CopyButton text={cause.fix} what={t("card.fix")} />
      </div>
      {byShell(cause.fix_commands).map(({ shell, commands }) => (
        <CommandsBlock key={shell} shell={shell} commands={commands} name={`${t("card.fix")}: ${shell}`} />
      ))}
      <Links links={cause.links} />
      <p className="of-help">
        {t(`retry.${cause.retry}`, { defaultValue: "" })}{" "}
        {step && onGuideStep && (
          <button type="button" className="of-link" onClick={() => onGuideStep(step)}>
            {t("card.guide-step", { step })}
          </button>
        )}
      </p>
    </div>
  );
}

function Requests({ requests }: { requests: RequestRecord[] }) {
  const { t } = useTranslation("forms");
  const text = supportText(requests);
  return (
    <details className="of-part">
      <summary>{t("card.requests", { count: requests.length })}</summary>
      <div className="of-copied">
        <pre className="of-code" tabIndex={0} role="region" aria-label={t("card.requests", { count: requests.length })}>
          {text}
        </pre>
        <CopyButton text={text} what={t("card.ids")} label={t("support.copy")} />
      </div>
    </details>
  );
}

/** Explains again after a pause in typing. An explanation that arrives late does not replace a newer one. */
function useExplainedAgain(
  detail: ErrorDetail,
  findings: string,
  explainAgain: ((findings: string) => Promise<ErrorDetail>) | undefined,
) {
  const [again, setAgain] = useState<{ of: ErrorDetail; findings: string; detail?: ErrorDetail }>();
  const explain = useRef(explainAgain);
  useEffect(() => {
    explain.current = explainAgain;
  });
  useEffect(() => {
    if (findings.trim() === "") return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      explain
        .current?.(findings)
        .then((next) => isCurrent && setAgain({ of: detail, findings, detail: next }))
        .catch(() => isCurrent && setAgain({ of: detail, findings }));
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [findings, detail]);
  if (findings.trim() === "" || again?.of !== detail) return { detail, state: "first" as const };
  return again.detail ? { detail: again.detail, state: "again" as const } : { detail, state: "failed" as const };
}
