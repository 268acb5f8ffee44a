/** Types of the document that `describe` returns. `docs/src/embed/forms.md` explains each property. */

/** A JSON Schema of a form. It is flat: no references and no conditionals. */
export interface FieldSchema {
  type: "string" | "integer" | "number" | "boolean" | "array" | "object";
  title?: string;
  description?: string;
  default?: unknown;
  format?: string;
  writeOnly?: boolean;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  examples?: unknown[];
  oneOf?: { const: string; title: string }[];
  items?: FieldSchema;
  required?: string[];
  properties?: Record<string, FieldSchema>;
  additionalProperties?: boolean;
}

export type Control =
  | "text"
  | "textarea"
  | "password"
  | "email"
  | "date"
  | "number"
  | "checkbox"
  | "select"
  | "list"
  | "entries"
  | "file"
  | "files"
  | "yes-no-unknown";

/** How to draw a field, and what to say when a keyword of the schema refuses its value. */
export interface FieldHint {
  pointer: string;
  group?: string;
  order: number;
  control: Control;
  /** Characters at which a list may split what is typed or pasted. */
  split_at?: string[];
  advanced?: boolean;
  placeholder?: string;
  guide_step?: string;
  /** IDs of pages in the catalogue's `links`. */
  links?: string[];
  messages?: Record<string, string>;
  refused_as?: Record<string, string[]>;
  items?: FieldHint[];
}

/** Where a value of the form belongs in the contract. */
export interface ContractEntry {
  pointer: string;
  path: string;
  as?: "secret-name" | "addresses" | "file" | "seconds";
  items?: ContractEntry[];
}

/** A rule that the schema cannot express. */
export interface Rule {
  id: string;
  fields: string[];
  sentence: string;
  refused_as: string[];
}

export interface FormDescription {
  id?: string;
  title?: string;
  case?: string;
  schema: FieldSchema;
  secret_fields: string[];
  ui: { groups: { id: string; title: string }[]; fields: FieldHint[] };
  rules: Rule[];
  contract: ContractEntry[];
}

export interface Profile extends FormDescription {
  id: string;
  title: string;
}

export interface Operation {
  id: string;
  title: string;
  summary: string;
  connection: "required" | "optional" | "none";
  input: FormDescription;
  other_inputs?: FormDescription[];
}

/** A web page. `uri` is a URI template (RFC 6570) over the portals of the cloud, `client_id` and `object_id`. */
export interface LinkTemplate {
  id: string;
  title: string;
  uri: string;
  /** ID of the page that stands in while a value is not known. */
  general?: string;
}

/** A button of a connection: its words, what it calls, and when a page disables it. */
export interface ConnectionButton {
  id: string;
  title: string;
  description: string;
  calls: string[];
  input: { send_test_mail: boolean };
  needs: "form" | "saved-connection";
  /** The question before a call that sends. */
  confirm?: string;
  meaning: string;
}

/** A status of a step or of the whole test. */
export interface TestStatus {
  id: string;
  title: string;
  tone: "positive" | "warning" | "negative" | "neutral";
  /** For people who do not see the colour. */
  sign: string;
  meaning: string;
}

export interface ConnectionTest {
  operation: string;
  /** A test must wait until `seconds` after the time in the field `after`. */
  wait: { after: string; seconds: number; description: string };
  steps: { id: string; title: string; links: string[] }[];
  statuses: TestStatus[];
  duration: { requests: number; limit_seconds: number; meaning: string };
}

export interface Descriptor {
  describe_version: string;
  connector: {
    id: string;
    title: string;
    summary: string;
    version: string;
    icon: { format: string; light: string; dark: string };
    colors: Record<"light" | "dark", { background: string; accent: string; on_accent: string }>;
  };
  clouds: { id: string; title: string; portals: Record<string, string | null> }[];
  connection: { profiles: Profile[]; buttons: ConnectionButton[]; test: ConnectionTest };
  operations: Operation[];
  limits: { attachments_bytes: number; recipients: number };
  service_limits: { id: string; value: number; title: string }[];
  catalogue: {
    causes: { id: string; title: string; owner: string; check: string; fix: string; links: string[] }[];
    notices: { code: string; message: string; fix: string; links: string[] }[];
    errors: { code: string; messages: string[] }[];
    test_messages: { step: string; code: string; message: string; does_not_prove: string }[];
    setup_steps: {
      number: string;
      owner: string;
      title: string;
      location: string;
      links: string[];
      paragraphs: { id: string; text: string }[];
    }[];
    links: LinkTemplate[];
    words: Record<"owners" | "confidences" | "retries", { id: string; title: string }[]>;
  };
}

/** Returns an operation of the descriptor. Throws if the descriptor is of a connector without it. */
export function operation(descriptor: Descriptor, id: string): Operation {
  const found = descriptor.operations.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`The descriptor has no operation ${id}.`);
  return found;
}
