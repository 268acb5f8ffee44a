import type { SendOutcome } from "@outlook-connector/forms";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf, type Problem } from "../../api/problem.ts";
import { service } from "../../api/service.ts";
import { timeText } from "../../parts/dates.ts";
import { Failure, ProblemCard } from "../../parts/Failure.tsx";

interface OutcomeProps {
  connection: string;
  reference: string | undefined;
  /** Sends the same mail again with the same key. Absent if the mail has no key: then only a look is safe. */
  onSendAgain?: () => void;
  onAnother: () => void;
}

/** Looks for a mail in the mailbox. */
export function Outcome({ connection, reference, onSendAgain, onAnother }: OutcomeProps) {
  const { t, i18n } = useTranslation("page");
  const [outcome, setOutcome] = useState<SendOutcome>();
  const [problem, setProblem] = useState<Problem>();
  const [isLooking, setLooking] = useState(false);
  const look = async () => {
    if (reference === undefined) return;
    setLooking(true);
    setProblem(undefined);
    try {
      setOutcome(await service.checkOutcome(connection, reference));
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setLooking(false);
    }
  };
  return (
    <div className="pg-stack">
      <div className="of-buttons">
        {reference !== undefined && (
          <button type="button" className="of-button of-main" disabled={isLooking} onClick={() => void look()}>
            {t(isLooking ? "outcome.looking" : "outcome.look")}
          </button>
        )}
        {onSendAgain && (
          <button type="button" className="of-button" disabled={isLooking} onClick={onSendAgain}>
            {t("send.again-key")}
          </button>
        )}
        <button type="button" className="of-button" onClick={onAnother}>
          {t("send.another")}
        </button>
      </div>
      <div role="status">
        {outcome && (
          <p>
            <strong>{t(`outcome.${outcome.state}`, { defaultValue: outcome.state })}</strong>{" "}
            {outcome.sent_at && timeText(outcome.sent_at, i18n.language)}
          </p>
        )}
      </div>
      {outcome?.detail && <Failure detail={outcome.detail} requests={outcome.requests} connection={connection} />}
      {problem && <ProblemCard problem={problem} connection={connection} />}
    </div>
  );
}
