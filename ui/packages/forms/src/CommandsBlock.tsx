import { useTranslation } from "react-i18next";
import { CopyButton } from "./CopyButton.tsx";
import { withUnknown } from "./texts.ts";
import { useLookup } from "./use_lookup.ts";

interface CommandsBlockProps {
  shell: string;
  commands: string[];
  /** Name of the block for screen readers, if it is not the only one of the program. */
  name?: string;
}

/** The commands to run in one program, with a button that copies them. */
export function CommandsBlock({ shell, commands, name = shell }: CommandsBlockProps) {
  const { t } = useTranslation("forms");
  const { lookup } = useLookup();
  const text = withUnknown(commands.join("\n"), lookup);
  return (
    <>
      <p className="of-help">{t("card.run-in", { shell })}</p>
      <div className="of-copied">
        <pre className="of-code" tabIndex={0} role="region" aria-label={name}>
          {text}
        </pre>
        <CopyButton text={text} what={name} />
      </div>
    </>
  );
}
