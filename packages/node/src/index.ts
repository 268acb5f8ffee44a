// Sends mail through Microsoft Graph as an app. docs/src/embed/node.md begins with an example.
export type { CallOptions } from "./calls/call.js";
export { Connector, createConnector, type ConnectorOptions } from "./connector.js";
export type * from "./contract/types.js";
export { OutlookError, type ErrorCase } from "./error.js";
export type { EndedRequest } from "./http/exchange.js";
export type {
  AttachmentInput,
  ConnectionInput,
  FileContent,
  MailInput,
  MessageInput,
  Recipients,
  SendOptionsInput,
  ServiceResponseInput,
  SetupInput,
  TestOptionsInput,
} from "./input/types.js";
export { Secret } from "./secret.js";
export { StoreError, type StoreErrorKind } from "./stores/errors.js";
export type {
  AttachmentStore,
  Awaitable,
  KeyCertificate,
  SecretStore,
  SigningKeys,
  Stores,
  TokenStore,
} from "./stores/index.js";
export { softwareKeys, type SoftwareKey } from "./stores/keys.js";
export { memorySecrets, MemoryTokens } from "./stores/memory.js";
