import { useTranslation } from "react-i18next";
import { Link } from "wouter";

const PLACES = [
  { place: "", key: "tab.connect" },
  { place: "/test", key: "tab.test" },
  { place: "/send", key: "tab.send" },
];

/** The three screens of a connection. */
export function ConnectionTabs({ name, place }: { name: string; place: string }) {
  const { t } = useTranslation("page");
  return (
    <nav className="pg-tabs" aria-label={t("tab.label", { name })}>
      {PLACES.map((entry) => (
        <Link
          key={entry.place}
          href={`/connections/${encodeURIComponent(name)}${entry.place}`}
          aria-current={entry.place === place ? "page" : undefined}
        >
          {t(entry.key)}
        </Link>
      ))}
    </nav>
  );
}
