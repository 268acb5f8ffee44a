/** Types of the contract's records as JSON: fields in snake case, cases in kebab case. See `wit/types.wit` for what each field means. */

export interface RequestRecord {
  step: string;
  host: string;
  http_status?: number | null;
  client_request_id: string;
  request_id?: string | null;
  date?: string | null;
  diagnostic?: string | null;
  duration_ms: number;
}

/** A value that stands in a text. */
export interface Param {
  name: string;
  value: string;
}

/** A web page that helps. */
export interface Link {
  id: string;
  title: string;
  uri: string;
}

/** A command to run. */
export interface Command {
  shell: string;
  text: string;
}

export interface FieldProblem {
  field: string;
  code: string;
  message: string;
  fix: string;
  params?: Param[];
  links?: Link[];
}

export interface Cause {
  id: string;
  title: string;
  confidence: string;
  owner: string;
  evidence: string[];
  counter_evidence: string[];
  check: string;
  check_commands: Command[];
  fix_commands: Command[];
  fix: string;
  retry: string;
  guide_step?: string | null;
  params?: Param[];
  links?: Link[];
}

/** What a failed send left in the mailbox. */
export interface Leftover {
  code: string;
  message: string;
  params: Param[];
}

export interface ErrorDetail {
  code: string;
  message: string;
  params?: Param[];
  fields: FieldProblem[];
  causes: Cause[];
  http_status?: number | null;
  service_code?: string | null;
  service_message?: string | null;
  retry_after_ms?: number | null;
  reference?: string | null;
  leftovers: Leftover[];
  understood?: string[];
  not_understood?: string[];
  requests: RequestRecord[];
}

export interface Notice {
  code: string;
  message: string;
  fix: string;
  params?: Param[];
  links?: Link[];
}

export type Credential = { "client-secret": string } | { certificate: string } | { "federated-assertion": string };

export interface Connection {
  cloud?: string | null;
  tenant_id: string;
  client_id: string;
  credential: Credential;
  mailbox: string;
  credential_expires?: string | null;
  out_of_scope_mailbox?: string | null;
  granted_at?: string | null;
  next_credential?: Credential | null;
}

export interface ConnectResult {
  connection: Connection;
  permissions: string[];
  enterprise_object_id?: string | null;
  token_expires_at: string;
  notices: Notice[];
  requests: RequestRecord[];
}

export type StepStatus = "ok" | "warn" | "fail" | "skip";

export interface TestStep {
  id: string;
  title: string;
  status: StepStatus;
  code?: string;
  message: string;
  does_not_prove?: string | null;
  params?: Param[];
  links?: Link[];
  detail?: ErrorDetail | null;
  notices: Notice[];
}

export interface ConnectionReport {
  status: StepStatus;
  summary: string;
  markdown: string;
  steps: TestStep[];
  requests: RequestRecord[];
}

export interface Receipt {
  method: string;
  mailbox: string;
  recipient_count?: number | null;
  reference: string;
  message_id?: string | null;
  internet_message_id?: string | null;
  already_sent: boolean;
  accepted_at?: string | null;
  notices: Notice[];
  requests: RequestRecord[];
}

export interface SendOutcome {
  state: string;
  summary: string;
  message_id?: string | null;
  internet_message_id?: string | null;
  sent_at?: string | null;
  detail?: ErrorDetail | null;
  requests: RequestRecord[];
}

export interface ServiceResponse {
  service?: string;
  http_status?: number;
  headers?: { name: string; value: string }[];
  body: string;
  step?: string;
  roles?: string[];
  /** The connection, or the name of a saved one. */
  connection?: Connection | string;
  findings?: string;
}

/** Result of `explain`: the service that sent the response, what an engine should do, and the details. */
export interface Explanation {
  service: string;
  verdict: string;
  detail: ErrorDetail;
}

export interface SetupStep {
  number: string;
  title: string;
  owner: string;
  location: string;
  text: string;
  commands: Command[];
  paragraphs?: string[];
  params?: Param[];
  links?: Link[];
}

export interface SetupInstructions {
  steps: SetupStep[];
  script: string;
  handover: string;
}
