import { useTranslation } from "react-i18next";
import { Links } from "../Links.tsx";
import { Paths } from "../Paths.tsx";
import type { Cause } from "../records.ts";

/** A cause in full, folded under its title. */
export function CauseDetails({ cause }: { cause: Cause }) {
  const { t } = useTranslation("forms");
  return (
    <details className="of-other">
      <summary>
        <span lang="en">{cause.title}</span> <Confidence value={cause.confidence} />
      </summary>
      <Facts cause={cause} />
      <dl>
        <dt>{t("card.check")}</dt>
        <dd lang="en">
          <Paths text={cause.check} />
        </dd>
        <dt>
          {t("card.fix")} <span className="of-owner">{t(`owner.${cause.owner}`, { defaultValue: cause.owner })}</span>
        </dt>
        <dd lang="en">
          <Paths text={cause.fix} />
          <Links links={cause.links} />
        </dd>
      </dl>
    </details>
  );
}

export function Confidence({ value }: { value: string }) {
  const { t } = useTranslation("forms");
  return <span className={`of-badge of-${value}`}>{t(`confidence.${value}`, { defaultValue: value })}</span>;
}

/** The facts for and against a cause. */
export function Facts({ cause }: { cause: Cause }) {
  const { t } = useTranslation("forms");
  if (cause.evidence.length + cause.counter_evidence.length === 0) return null;
  return (
    <ul className="of-facts">
      {cause.evidence.map((fact) => (
        <li key={fact}>
          <span className="of-for">{t("card.for")}</span> <span lang="en">{fact}</span>
        </li>
      ))}
      {cause.counter_evidence.map((fact) => (
        <li key={fact}>
          <span className="of-against">{t("card.against")}</span> <span lang="en">{fact}</span>
        </li>
      ))}
    </ul>
  );
}
