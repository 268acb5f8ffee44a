/** A mail in the words of the HTTP API, with what other ways of sending it need. */
export interface SentMail {
  connection: string;
  message: {
    to?: Recipient[];
    cc?: Recipient[];
    bcc?: Recipient[];
    reply_to?: Recipient[];
    from?: Recipient;
    subject?: string;
    html?: string;
    text?: string;
    importance?: string;
    sensitivity?: string;
    categories?: string[];
    headers?: { name: string; value: string }[];
    read_receipt?: boolean;
    delivery_receipt?: boolean;
    save_to_sent_items?: boolean;
  };
  options: { idempotency_key?: string; time_budget_ms?: number };
  files: AttachedFile[];
}

export interface Recipient {
  address: string;
  name?: string;
}

/** A file beside the mail. `part` names its part of the multipart body. */
export interface AttachedFile {
  name: string;
  part: string;
  content_type?: string;
  content_id?: string;
}
