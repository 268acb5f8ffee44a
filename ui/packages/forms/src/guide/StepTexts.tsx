import { byShell } from "../commands.ts";
import { CommandsBlock } from "../CommandsBlock.tsx";
import { Paths } from "../Paths.tsx";
import { type SetupStep } from "../records.ts";
import { withUnknown, type guideText } from "../texts.ts";
import { type Lookup } from "../use_lookup.ts";
import { useTranslation } from "react-i18next";

type Texts = ReturnType<typeof guideText>;

/** The place of a step. It begins with the host of a portal, if the step is done in one. */
export function Location({ text }: { text: string }) {
  const host = /^((?:[a-z0-9-]+\.)+[a-z]{2,}) > /.exec(text)?.[1];
  if (host === undefined) return <Paths text={text} />;
  return (
    <>
      <a href={`https://${host}/`} target="_blank" rel="noreferrer">
        {host}
      </a>
      <Paths text={text.slice(host.length)} />
    </>
  );
}

/** What a step says beside its first paragraph, and its commands: folded, because few people need it. */
export function MoreOnStep({ step, paragraphs }: { step: SetupStep; paragraphs: Texts["paragraphs"] }) {
  const { t } = useTranslation("forms");
  if (paragraphs.length === 0 && step.commands.length === 0) return null;
  return (
    <details>
      <summary>{t(paragraphs.length === 0 ? "setup.commands" : "setup.more")}</summary>
      {paragraphs.map(({ text, language }) => (
        <p key={text} lang={language}>
          <Paths text={text} />
        </p>
      ))}
      {byShell(step.commands).map((block) => (
        <CommandsBlock key={block.shell} {...block} name={`${block.shell} ${step.number}`} />
      ))}
    </details>
  );
}

/** A mail with the step, for the person's own mail program. */
export function mailOf(step: SetupStep, texts: Texts, lookup: Lookup): string {
  const commands = withUnknown(step.commands.map((command) => command.text).join("\n"), lookup);
  const text = [texts.location.text, ...texts.paragraphs.map((paragraph) => paragraph.text), commands];
  const body = text.filter(Boolean).join("\n\n");
  return `mailto:?subject=${encodeURIComponent(texts.title.text)}&body=${encodeURIComponent(body)}`;
}
