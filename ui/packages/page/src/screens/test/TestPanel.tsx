import { download, statusOf, stepTitle, TestSteps, useLookup, type ConnectionReport } from "@outlook-connector/forms";
import { useTranslation } from "react-i18next";
import { Failure, ProblemCard } from "../../parts/Failure.tsx";
import { useShared } from "../../store.tsx";
import type { TestRun } from "./use_test.ts";

/** The steps of a test, and a card for what failed. */
export function TestPanel({ name, run }: { name: string; run: TestRun }) {
  const { t } = useTranslation("page");
  const { descriptor } = useShared();
  const { report } = run;
  const failed =
    report?.steps.filter((step) => step.detail && step.detail.causes.length + step.detail.fields.length > 0) ?? [];
  return (
    <div className="pg-stack">
      <p className="pg-verdict" role="status">
        {report && <Verdict report={report} sends={run.sends === true} />}
      </p>
      <TestSteps
        test={descriptor.connection.test}
        {...(report && { steps: report.steps })}
        requests={run.requests}
        isRunning={run.isRunning}
      />
      {run.problem && <ProblemCard problem={run.problem} connection={name} />}
      {report &&
        failed.map(
          (step) =>
            step.detail && <Failure key={step.id} detail={step.detail} requests={report.requests} connection={name} />,
        )}
      {report && (
        <div className="of-buttons">
          <button
            type="button"
            className="of-button"
            onClick={() => download(`outlook-test-${name}.md`, report.markdown, "text/markdown")}
          >
            {t("test.report")}
          </button>
        </div>
      )}
    </div>
  );
}

/** The whole in one line, made of the parts of the report. */
function Verdict({ report, sends }: { report: ConnectionReport; sends: boolean }) {
  const { t } = useTranslation("page");
  const { descriptor } = useShared();
  const { lookup } = useLookup();
  const { tone, title } = statusOf(descriptor.connection.test, report.status, lookup);
  const failed = report.steps.find((step) => step.status === "fail");
  const isSent = report.steps.some((step) => step.code === "test-mail-accepted");
  return (
    <>
      <strong className={`pg-${tone}`}>{failed ? `${title}: ${stepTitle(failed, lookup)}.` : `${title}.`}</strong>{" "}
      {isSent && t("test.mail-sent")} {!sends && t("test.no-mail")}
    </>
  );
}
