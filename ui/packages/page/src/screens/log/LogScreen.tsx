import { CopyButton, supportText } from "@outlook-connector/forms";
import { useTranslation } from "react-i18next";
import { useRequestLog } from "../../api/request_log.ts";

/** The requests to Microsoft that this window's calls made, with the IDs that Microsoft support asks for. */
export function LogScreen() {
  const { t } = useTranslation(["page", "forms"]);
  const requests = useRequestLog();
  return (
    <>
      <h1 tabIndex={-1}>{t("log.title")}</h1>
      <p className="pg-intro">{t("log.intro")}</p>
      {requests.length === 0 && <p>{t("log.empty")}</p>}
      {requests.length > 0 && (
        <>
          <div className="pg-scroll" tabIndex={0} role="region" aria-label={t("log.title")}>
            <table className="pg-table">
              <thead>
                <tr>
                  <th scope="col">{t("log.call")}</th>
                  <th scope="col">{t("log.step")}</th>
                  <th scope="col">{t("log.host")}</th>
                  <th scope="col">{t("log.status")}</th>
                  <th scope="col">{t("log.ms")}</th>
                  <th scope="col">{t("log.ids")}</th>
                </tr>
              </thead>
              <tbody>
                {requests.map((request, at) => (
                  <tr key={at}>
                    <td>
                      {t(`log.${request.operation}`)}
                      {request.connection !== undefined && ` · ${request.connection}`}
                    </td>
                    <td>
                      <code>{request.step}</code>
                    </td>
                    <td>{request.host}</td>
                    <td>{request.http_status ?? t("log.no-status")}</td>
                    <td className="pg-figure">{request.duration_ms}</td>
                    <td>
                      <details>
                        <summary>
                          {t("log.show-ids")}
                          <span className="of-unseen"> {at + 1}</span>
                        </summary>
                        <code className="pg-ids">{supportText([request])}</code>
                      </details>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <CopyButton text={supportText(requests)} label={t("support.copy", { ns: "forms" })} what={t("log.title")} />
        </>
      )}
    </>
  );
}
