import { useTranslation } from "react-i18next";
import { CommandsBlock } from "../CommandsBlock.tsx";
import { Paths } from "../Paths.tsx";
import type { Cause } from "../records.ts";
import { distinctChecks } from "./checks.ts";

/** The checks that tell the causes apart, each once, with a button that copies them. */
export function ChecksBlock({ causes }: { causes: Cause[] }) {
  const { t } = useTranslation("forms");
  const { shells, sentences } = distinctChecks(causes);
  return (
    <div className="of-part">
      <h3 className="of-heading">{t("card.checks")}</h3>
      {sentences.map((sentence) => (
        <p key={sentence} lang="en">
          <Paths text={sentence} />
        </p>
      ))}
      {shells.map(({ shell, commands }) => (
        <CommandsBlock key={shell} shell={shell} commands={commands} />
      ))}
    </div>
  );
}
