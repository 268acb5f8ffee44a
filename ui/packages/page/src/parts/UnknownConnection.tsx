import { useTranslation } from "react-i18next";
import { Link } from "wouter";

/** Says that there is no connection of a name: it was removed, or the address is old. */
export function UnknownConnection({ name }: { name: string }) {
  const { t } = useTranslation("page");
  return (
    <>
      <h1 tabIndex={-1}>{t("connection.unknown", { name })}</h1>
      <Link className="of-button" href="/connect">
        {t("connection.add")}
      </Link>
    </>
  );
}
