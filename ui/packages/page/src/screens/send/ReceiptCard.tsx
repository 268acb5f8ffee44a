import { CopyButton, NoticeList, type Connection, type Receipt } from "@outlook-connector/forms";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { timeText } from "../../parts/dates.ts";
import { Elsewhere } from "./elsewhere/Elsewhere.tsx";
import type { SentMail } from "./elsewhere/sent_mail.ts";
import { Outcome } from "./Outcome.tsx";

/** The receipt of a mail that Microsoft accepted. */
export function ReceiptCard(props: {
  receipt: Receipt;
  mail: SentMail;
  connection: Connection;
  onAnother: () => void;
}) {
  const { t, i18n } = useTranslation("page");
  const { receipt } = props;
  const title = useRef<HTMLHeadingElement>(null);
  // The form that had the focus is gone.
  useEffect(() => title.current?.focus(), []);
  const time = receipt.accepted_at ? timeText(receipt.accepted_at, i18n.language) : "";
  const count = receipt.recipient_count;
  return (
    <section className="pg-receipt" aria-labelledby="receipt-title">
      <h2 id="receipt-title" tabIndex={-1} ref={title}>
        <span className="pg-sign pg-ok" aria-hidden="true">
          ✓
        </span>{" "}
        {t(receipt.already_sent ? "receipt.already" : time === "" ? "receipt.accepted" : "receipt.accepted-at", {
          time,
        })}
      </h2>
      <p>
        {typeof count === "number" && t("receipt.recipients", { count })} {t("receipt.delivery")}
      </p>
      <p>
        {t("receipt.reference")} <code>{receipt.reference}</code>{" "}
        <CopyButton text={receipt.reference} what={t("receipt.reference")} />
      </p>
      <NoticeList notices={receipt.notices} />
      <Elsewhere mail={props.mail} connection={props.connection} receipt={receipt} />
      <Outcome connection={props.mail.connection} reference={receipt.reference} onAnother={props.onAnother} />
    </section>
  );
}
