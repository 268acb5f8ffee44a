import { useTranslation } from "react-i18next";
import { CopyButton } from "../CopyButton.tsx";
import { Paths } from "../Paths.tsx";
import type { Cause } from "../records.ts";
import { withUnknown } from "../texts.ts";
import { useLookup } from "../use_lookup.ts";
import { distinctChecks } from "./checks.ts";

/** The checks that tell the causes apart, each once, with a button that copies them. */
export function ChecksBlock({ causes }: { causes: Cause[] }) {
  const { t } = useTranslation("forms");
  const { lookup } = useLookup();
  const { shells, sentences } = distinctChecks(causes);
  return (
    <div className="of-part">
      <h3 className="of-heading">{t("card.checks")}</h3>
      {sentences.map((sentence) => (
        <p key={sentence} lang="en">
          <Paths text={sentence} />
        </p>
      ))}
      {shells.map(({ shell, commands }) => {
        const text = withUnknown(commands.join("\n"), lookup);
        return (
          <div key={shell}>
            <p className="of-help">{t("card.run-in", { shell })}</p>
            <div className="of-copied">
              <pre className="of-code" tabIndex={0} role="region" aria-label={shell}>
                {text}
              </pre>
              <CopyButton text={text} what={shell} />
            </div>
          </div>
        );
      })}
    </div>
  );
}
