import { CopyButton, Tabs, type Connection, type Receipt } from "@outlook-connector/forms";
import { useTranslation } from "react-i18next";
import { useShared } from "../../../store.tsx";
import { asCommand } from "./command.ts";
import { asRust } from "./rust.ts";
import type { SentMail } from "./sent_mail.ts";

/** The mail that was sent, as a command, as JSON and as Rust: what a recipe builder or a developer takes along. */
export function Elsewhere({ mail, connection, receipt }: { mail: SentMail; connection: Connection; receipt: Receipt }) {
  const { t } = useTranslation("page");
  const { about } = useShared();
  const attachments = mail.files.map(({ name, part, content_type, content_id }) => ({
    name,
    part,
    content_type,
    content_id,
  }));
  const request = {
    connection: mail.connection,
    message: { ...mail.message, ...(attachments.length > 0 && { attachments }) },
    options: mail.options,
  };
  const tabs = [
    { id: "command", text: asCommand(mail, about.emulator) },
    { id: "json", text: JSON.stringify(request, null, 2) },
    { id: "rust", text: asRust(mail, connection) },
    { id: "receipt", text: JSON.stringify(receipt, null, 2) },
  ].map(({ id, text }) => ({
    id,
    title: t(`elsewhere.${id}`),
    content: (
      <>
        <p className="of-help">{t(`elsewhere.${id}-help`)}</p>
        <div className="of-copied">
          <pre className="of-code" tabIndex={0} role="region" aria-label={t(`elsewhere.${id}`)}>
            {text}
          </pre>
          <CopyButton text={text} what={t(`elsewhere.${id}`)} />
        </div>
      </>
    ),
  }));
  return (
    <details>
      <summary>{t("elsewhere.title")}</summary>
      <Tabs tabs={tabs} label={t("elsewhere.title")} />
    </details>
  );
}
