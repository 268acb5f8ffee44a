import { useTranslation } from "react-i18next";
import { Links } from "../Links.tsx";
import { NoticeList } from "../NoticeList.tsx";
import { stepText } from "../texts.ts";
import type { StepStatus, TestStep } from "../records.ts";

/** A request that has ended, as the service reports it while a call runs. */
export interface EndedRequest {
  method: string;
  host: string;
  /** The shape of the path, such as `/v1.0/users/{owner}/sendMail`. */
  path: string;
  status?: number | null;
  ms: number;
}

export interface TestStepsProps {
  /** The steps of the descriptor, in order. */
  plan: { id: string; title: string }[];
  /** The steps of the report. Absent while the test runs. */
  steps?: TestStep[];
  /** The requests that have ended. */
  requests: EndedRequest[];
  isRunning: boolean;
}

const SIGNS: Record<StepStatus, string> = { ok: "✓", warn: "!", fail: "✗", skip: "–" };

/** The steps of a connection test, one line each, with what a step does not prove behind a fold. */
export function TestSteps({ plan, steps, requests, isRunning }: TestStepsProps) {
  const { t } = useTranslation("forms");
  const last = requests.at(-1);
  return (
    <div className="of-steps">
      <ol>
        {plan.map(({ id, title }) => {
          const step = steps?.find((candidate) => candidate.id === id);
          return (
            <StepLine key={id} title={t(`step.${id}`, { defaultValue: title })} step={step} isRunning={isRunning} />
          );
        })}
      </ol>
      <p className="of-status" role="status">
        {isRunning && (last ? t("steps.last-request", { ...last, status: last.status ?? "–" }) : t("steps.running"))}
      </p>
    </div>
  );
}

function StepLine({ title, step, isRunning }: { title: string; step: TestStep | undefined; isRunning: boolean }) {
  const { t, i18n } = useTranslation("forms");
  const status = step?.status;
  const text =
    step && stepText(step, i18n.language, (key) => i18n.getResource(i18n.language, "forms", key) as string | undefined);
  return (
    <li className={`of-step of-step-${status ?? (isRunning ? "running" : "open")}`}>
      <span className="of-sign" aria-hidden="true">
        {status ? SIGNS[status] : isRunning ? "…" : "·"}
      </span>
      <div>
        <p className="of-step-title">
          {title}: <span className="of-step-status">{t(`status.${status ?? (isRunning ? "running" : "open")}`)}</span>
        </p>
        {text && <p lang={text.language}>{text.message}</p>}
        {text?.notProven && (
          <details>
            <summary>{t("steps.not-proven")}</summary>
            <p lang={text.language}>{text.notProven}</p>
          </details>
        )}
        {status === "fail" && <Links links={step?.links} />}
        {step && <NoticeList notices={step.notices} />}
      </div>
    </li>
  );
}
