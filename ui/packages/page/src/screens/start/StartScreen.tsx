import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Dot } from "../../parts/Dot.tsx";
import { useShared } from "../../store.tsx";
import { TryDemo } from "./TryDemo.tsx";

/** Where to begin: two ways without a connection, and the connections otherwise. */
export function StartScreen() {
  const { t } = useTranslation("page");
  const { about, connections, broken, health, descriptor } = useShared();
  return (
    <>
      <h1 tabIndex={-1}>{t(connections.length === 0 ? "start.title-new" : "start.title")}</h1>
      <p className="pg-intro">{t("start.intro")}</p>
      {broken.length > 0 && <p className="of-notice">{t("connection.broken", { names: broken.join(", ") })}</p>}
      {connections.length > 0 && (
        <ul className="pg-cards">
          {connections.map(({ name, connection }) => (
            <li key={name} className="pg-card">
              <h2>
                <Dot health={health[name]} /> {name}
              </h2>
              <p>{connection.mailbox}</p>
              {connection.credential_expires && <p>{t("expires", { day: connection.credential_expires })}</p>}
              <p className="of-buttons">
                <Link className="of-button of-small" href={`/connections/${encodeURIComponent(name)}/test`}>
                  {t("tab.test")}
                  <span className="of-unseen"> {name}</span>
                </Link>
                <Link className="of-button of-small" href={`/connections/${encodeURIComponent(name)}/send`}>
                  {t("tab.send")}
                  <span className="of-unseen"> {name}</span>
                </Link>
                <Link className="of-button of-small" href={`/connections/${encodeURIComponent(name)}`}>
                  {t("start.change")}
                  <span className="of-unseen"> {name}</span>
                </Link>
              </p>
            </li>
          ))}
        </ul>
      )}
      <ul className="pg-cards">
        <Way
          title={t("start.values")}
          text={t("start.values-text")}
          href="/connect"
          action={t("connection.add")}
          isMain={connections.length === 0}
        />
        <Way title={t("start.setup")} text={t("start.setup-text")} href="/setup" action={t("nav.setup")} />
        <Way title={t("start.error")} text={t("start.error-text")} href="/explain" action={t("nav.explain")} />
        {about.can_demo && <TryDemo />}
      </ul>
      <p className="of-help">
        {descriptor.connector.title} · {descriptor.connector.version}
      </p>
    </>
  );
}

function Way(props: { title: string; text: string; href: string; action: string; isMain?: boolean }) {
  return (
    <li className="pg-card">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      <Link className={`of-button${props.isMain ? " of-main" : ""}`} href={props.href}>
        {props.action}
      </Link>
    </li>
  );
}
