import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccess } from "../api/access.ts";
import { service } from "../api/service.ts";
import { useShared } from "../store.tsx";

/** What holds for every screen: that an emulator plays Microsoft 365, and that the program is gone. */
export function Banners() {
  const { t } = useTranslation("page");
  return (
    <aside aria-label={t("banners")}>
      <Emulator />
      <NoAccess />
    </aside>
  );
}

function Emulator() {
  const { t } = useTranslation("page");
  const { about } = useShared();
  if (about.emulator === null) return null;
  return (
    <p className="pg-banner">
      <strong>{t("emulator.title")}</strong> {t("emulator.text")}
    </p>
  );
}

/** What was typed stays in the window, so that it can be copied. */
function NoAccess() {
  const { t } = useTranslation("page");
  const access = useAccess();
  const [isTrying, setTrying] = useState(false);
  const again = () => {
    setTrying(true);
    service
      .about()
      .catch(() => undefined)
      .finally(() => setTrying(false));
  };
  return (
    <div role="alert">
      {access !== "ok" && (
        <div className="pg-banner pg-banner-fail">
          <strong>{t(access === "gone" ? "no-service.title" : "session.title")}.</strong>{" "}
          {t(access === "gone" ? "no-service.text" : "session.ended")} {t("access.kept")}{" "}
          {access === "gone" && (
            <button type="button" className="of-button of-small" disabled={isTrying} onClick={again}>
              {t("again")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
