import { LANGUAGES } from "@outlook-connector/forms";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { useLanguage } from "../language.ts";
import { useShared } from "../store.tsx";
import { Banners } from "./Banners.tsx";
import { Dot } from "./Dot.tsx";
import { useLeaveWarning } from "./use_leave_warning.ts";

const PLACES = [
  { path: "/", key: "nav.start" },
  { path: "/setup", key: "nav.setup" },
  { path: "/explain", key: "nav.explain" },
  { path: "/history", key: "nav.history" },
  { path: "/log", key: "nav.log" },
];

/** Header, places and connections around every screen. A new screen gets the focus, so that a screen reader reads its title. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation("page");
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useLeaveWarning();
  useEffect(() => {
    const title = main.current?.querySelector("h1");
    document.title = `${title?.textContent ?? ""} · ${t("title")}`;
    if (!isFirst.current) title?.focus();
    isFirst.current = false;
  }, [location, t]);
  return (
    <>
      <a className="pg-skip" href="#main" onClick={(event) => skip(event, main.current)}>
        {t("skip")}
      </a>
      <header className="pg-header">
        <span className="pg-brand">{t("title")}</span>
        <nav aria-label={t("nav.label")}>
          <ul>
            {PLACES.map(({ path, key }) => (
              <li key={path}>
                <Link href={path} aria-current={isAt(location, path) ? "page" : undefined}>
                  {t(key)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <LanguageChoice />
      </header>
      <Banners />
      <div className="pg-body">
        <Connections />
        <main className="pg-main" id="main" ref={main}>
          {children}
        </main>
      </div>
    </>
  );
}

const isAt = (location: string, path: string) => location === path || (path !== "/" && location.startsWith(`${path}/`));

function skip(event: { preventDefault: () => void }, main: HTMLElement | null) {
  // The fragment is the router's.
  event.preventDefault();
  main?.querySelector("h1")?.focus();
}

function Connections() {
  const { t } = useTranslation("page");
  const { connections, health } = useShared();
  const [location] = useLocation();
  if (connections.length === 0) return null;
  return (
    <nav className={`pg-side${location === "/" ? " pg-side-start" : ""}`} aria-label={t("connections")}>
      <h2>{t("connections")}</h2>
      <ul>
        {connections.map(({ name, connection }) => (
          <li key={name}>
            <Link
              href={`/connections/${encodeURIComponent(name)}/test`}
              aria-current={location.startsWith(`/connections/${encodeURIComponent(name)}`) ? "true" : undefined}
            >
              <Dot health={health[name]} />
              <span className="pg-name">
                {name}
                <small>{connection.mailbox}</small>
                {connection.credential_expires && <small>{t("expires", { day: connection.credential_expires })}</small>}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <Link className="of-button of-small" href="/connect">
        {t("connection.add")}
      </Link>
    </nav>
  );
}

function LanguageChoice() {
  const { t } = useTranslation("page");
  const [language, change] = useLanguage();
  return (
    <label className="pg-language">
      <span className="of-unseen">{t("language")}</span>
      <select className="of-input" value={language} onChange={(event) => change(event.target.value)}>
        {LANGUAGES.map((tag) => (
          <option key={tag} value={tag} lang={tag}>
            {new Intl.DisplayNames([tag], { type: "language" }).of(tag)}
          </option>
        ))}
      </select>
    </label>
  );
}
