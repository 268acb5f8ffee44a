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
  | "yes-no-unknown";

/** How to draw a field, and what to say when a keyword of the schema refuses its value. */
export interface FieldHint {
  pointer: string;
  group?: string;
  order: number;
  control: Control;
  advanced?: boolean;
  placeholder?: string;
  guide_step?: string;
  messages?: Record<string, string>;
  refused_as?: Record<string, string[]>;
  items?: FieldHint[];
}

/** Where a value of the form belongs in the contract. */
export interface ContractEntry {
  pointer: string;
  path: string;
  as?: "secret-name" | "addresses" | "case" | "payload";
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

export interface Descriptor {
  describe_version: string;
  connector: { id: string; title: string; summary: string; version: string };
  clouds: { id: string; title: string }[];
  connection: { profiles: Profile[]; test: { operation: string; steps: { id: string; title: string }[] } };
  operations: Operation[];
  limits: { attachments_bytes: number; recipients: number };
  service_limits: { id: string; value: number; title: string }[];
  catalogue: {
    causes: { id: string; title: string; owner: string }[];
    notices: { code: string; message: string; fix: string }[];
  };
}

/** Returns an operation of the descriptor. Throws if the descriptor is of a connector without it. */
export function operation(descriptor: Descriptor, id: string): Operation {
  const found = descriptor.operations.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`The descriptor has no operation ${id}.`);
  return found;
}
