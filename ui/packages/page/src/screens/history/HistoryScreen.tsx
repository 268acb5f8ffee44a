import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf, type Problem } from "../../api/problem.ts";
import { service, type HistoryEntry } from "../../api/service.ts";
import { timeText } from "../../parts/dates.ts";
import { ProblemCard } from "../../parts/Failure.tsx";

/** The mails of the last 30 days: time, mailbox, reference and outcome. The service keeps them; recipients and subjects are never kept. */
export function HistoryScreen() {
  const { t, i18n } = useTranslation("page");
  const [entries, setEntries] = useState<HistoryEntry[]>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    service.history().then(setEntries, (error: unknown) => setProblem(problemOf(error)));
  }, []);
  const empty = () => {
    service.emptyHistory().then(
      () => setEntries([]),
      (error: unknown) => setProblem(problemOf(error)),
    );
  };
  return (
    <>
      <h1 tabIndex={-1}>{t("history.title")}</h1>
      <p className="pg-intro">{t("history.intro")}</p>
      {problem?.status === 404 && <p className="of-notice">{t("history.none-kept")}</p>}
      {problem && problem.status !== 404 && <ProblemCard problem={problem} />}
      {entries?.length === 0 && <p>{t("history.empty")}</p>}
      {entries && entries.length > 0 && (
        <>
          <div className="pg-scroll" tabIndex={0} role="region" aria-label={t("history.title")}>
            <table className="pg-table">
              <thead>
                <tr>
                  <th scope="col">{t("history.time")}</th>
                  <th scope="col">{t("history.mailbox")}</th>
                  <th scope="col">{t("history.reference")}</th>
                  <th scope="col">{t("history.outcome")}</th>
                </tr>
              </thead>
              <tbody>
                {entries.map((entry) => (
                  <tr key={`${entry.at} ${entry.reference ?? ""}`}>
                    <td>{timeText(entry.at, i18n.language)}</td>
                    <td>{entry.mailbox}</td>
                    <td>
                      <code>{entry.reference}</code>
                    </td>
                    <td>{t(`history.${entry.outcome}`, { defaultValue: entry.outcome })}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <button type="button" className="of-button of-small" onClick={empty}>
            {t("history.clear")}
          </button>
        </>
      )}
    </>
  );
}
