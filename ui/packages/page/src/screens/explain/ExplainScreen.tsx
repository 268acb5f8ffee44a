import {
  DescriptorForm,
  FailureCard,
  operation,
  subset,
  toRequest,
  Understood,
  type Explanation,
  type FormData,
  type ServiceResponse,
} from "@outlook-connector/forms";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { problemOf, type Problem } from "../../api/problem.ts";
import { service } from "../../api/service.ts";
import { ProblemCard } from "../../parts/Failure.tsx";
import { useDraft } from "../../drafts/use_draft.ts";
import { useShared } from "../../store.tsx";

/** The card asks for the output of the checks, when there are checks. */
const FINDINGS_PATH = "response.findings";

interface Found {
  asked: ServiceResponse;
  explanation: Explanation;
}

/** Explains an error of Microsoft that somebody pastes: a body, a log line, the text of an exception, what a console printed. */
export function ExplainScreen() {
  const { t } = useTranslation("page");
  const [, go] = useLocation();
  const { descriptor, connections } = useShared();
  const [data, setData] = useDraft<FormData>("explain", () => ({}));
  const [connection, setConnection] = useDraft("explain/connection", () => "");
  const [found, setFound] = useDraft<Found | undefined>("explain/found", () => undefined);
  const [problem, setProblem] = useState<Problem>();
  const form = useMemo(
    () => subset(operation(descriptor, "explain").input, (_, entry) => entry?.path !== FINDINGS_PATH),
    [descriptor],
  );
  const explain = async () => {
    const { parameters } = toRequest(form, data);
    const asked = {
      body: "",
      ...(parameters.response as object | undefined),
      ...(connections.some(({ name }) => name === connection) && { connection }),
    } as ServiceResponse;
    try {
      setProblem(undefined);
      setFound({ asked, explanation: await service.explain(asked) });
    } catch (error) {
      setFound(undefined);
      setProblem(problemOf(error));
    }
  };
  return (
    <>
      <h1 tabIndex={-1}>{t("explain.title")}</h1>
      <p className="pg-intro">{t("explain.intro")}</p>
      <div className="pg-panel">
        <DescriptorForm form={form} data={data} onChange={setData} onSubmit={() => void explain()}>
          {connections.length > 0 && (
            <div className="of-field pg-wide">
              <label className="of-label" htmlFor="explain-connection">
                {t("explain.connection")}
              </label>
              <p className="of-help" id="explain-connection-help">
                {t("explain.connection-help")}
              </p>
              <select
                id="explain-connection"
                className="of-input"
                aria-describedby="explain-connection-help"
                value={connection}
                onChange={(event) => setConnection(event.target.value)}
              >
                <option value="">{t("explain.no-connection")}</option>
                {connections.map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </div>
          )}
          <button type="submit" className="of-button of-main">
            {t("explain.button")}
          </button>
        </DescriptorForm>
        {problem && <ProblemCard problem={problem} />}
        {found && <Understood detail={found.explanation.detail} />}
        {found && (
          <FailureCard
            detail={found.explanation.detail}
            explainAgain={async (findings) => (await service.explain({ ...found.asked, findings })).detail}
            onGuideStep={(step) => go(`/setup/${step}`)}
          />
        )}
      </div>
    </>
  );
}
