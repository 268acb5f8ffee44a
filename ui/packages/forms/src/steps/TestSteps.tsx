import { useTranslation } from "react-i18next";
import type { ConnectionTest, TestStatus } from "../descriptor.ts";
import { InLanguage } from "../InLanguage.tsx";
import { Links } from "../Links.tsx";
import { NoticeList } from "../NoticeList.tsx";
import { stepText } from "../texts.ts";
import type { TestStep } from "../records.ts";
import { useLookup } from "../use_lookup.ts";
import { statusesOf, statusOf, stepTitle } from "./statuses.ts";

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
  /** The test as the descriptor has it: its steps in order, and its statuses. */
  test: ConnectionTest;
  /** The steps of the report. Absent while the test runs. */
  steps?: TestStep[];
  /** The requests that have ended. */
  requests: EndedRequest[];
  isRunning: boolean;
}

/** The steps of a connection test, one line each, with what a step does not prove behind a fold. */
export function TestSteps({ test, steps, requests, isRunning }: TestStepsProps) {
  const { t } = useTranslation("forms");
  const { lookup } = useLookup();
  const last = requests.at(-1);
  return (
    <div className="of-steps">
      <ol>
        {test.steps.map((planned) => {
          const step = steps?.find(({ id }) => id === planned.id);
          return (
            <StepLine
              key={planned.id}
              title={stepTitle(planned, lookup)}
              step={step}
              status={step && statusOf(test, step.status, lookup)}
              isRunning={isRunning}
            />
          );
        })}
      </ol>
      <p className="of-status" role="status">
        {isRunning && (last ? t("steps.last-request", { ...last, status: last.status ?? "–" }) : t("steps.running"))}
      </p>
      {steps && <Legend statuses={statusesOf(test, lookup)} />}
    </div>
  );
}

interface StepLineProps {
  title: string;
  step: TestStep | undefined;
  status: TestStatus | undefined;
  isRunning: boolean;
}

function StepLine({ title, step, status, isRunning }: StepLineProps) {
  const { t } = useTranslation("forms");
  const { language, lookup } = useLookup();
  const before = isRunning ? "running" : "open";
  const text = step && stepText(step, language, lookup);
  return (
    <li className={`of-step of-step-${status?.id ?? before}`}>
      <span className={`of-sign of-${status?.tone ?? "neutral"}`} aria-hidden="true">
        {status?.sign ?? (isRunning ? "…" : "·")}
      </span>
      <div>
        <p className="of-step-title">
          {title}: <span className="of-step-status">{status?.title ?? t(`status.${before}`)}</span>
        </p>
        {text && (
          <p>
            <InLanguage text={text.message} language={text.language} />
          </p>
        )}
        {text?.notProven && (
          <details>
            <summary>{t("steps.not-proven")}</summary>
            <p lang={text.language}>{text.notProven}</p>
          </details>
        )}
        {step?.status === "fail" && <Links links={step.links} />}
        {step && <NoticeList notices={step.notices} />}
      </div>
    </li>
  );
}

/** What each sign means. */
function Legend({ statuses }: { statuses: TestStatus[] }) {
  const { t } = useTranslation("forms");
  return (
    <details className="of-legend">
      <summary>{t("steps.legend")}</summary>
      <dl>
        {statuses.map(({ id, sign, tone, title, meaning }) => (
          <div key={id}>
            <dt>
              <span className={`of-sign of-${tone}`} aria-hidden="true">
                {sign}
              </span>{" "}
              {title}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
