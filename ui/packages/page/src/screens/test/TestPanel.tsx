import { TestSteps, type ConnectionReport } from "@outlook-connector/forms";
import { useTranslation } from "react-i18next";
import { download } from "../../parts/download.ts";
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
      <TestSteps
        plan={descriptor.connection.test.steps}
        {...(report && { steps: report.steps })}
        requests={run.requests}
        isRunning={run.isRunning}
      />
      <p className="pg-verdict" role="status">
        {report && <Verdict report={report} />}
      </p>
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

function Verdict({ report }: { report: ConnectionReport }) {
  const { t } = useTranslation("page");
  return (
    <>
      <strong className={`pg-${report.status}`}>{t(`test.${report.status}`)}</strong>{" "}
      <span lang="en">{report.summary}</span>
    </>
  );
}
