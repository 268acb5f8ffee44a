// Translates failures into the errors of `wasi:http`, finely enough for the component to decide whether a repeat is safe. The Rust host has the
// same table (host-harness/src/transport/fault.rs). docs/src/embed/http.md lists the codes that count as proof that nothing was sent.

/** An `error-code` of `wasi:http`, in the form that jco's bindings take. */
export interface ErrorCode {
  readonly tag: string;
  readonly val?: unknown;
}

/** Why there is no connection. Nothing was sent. */
export class ConnectFault extends Error {
  override name = "ConnectFault";
  readonly wasi: ErrorCode;

  constructor(wasi: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.wasi = wasi;
  }
}

/** Returns the code of a Node.js or system error, such as `ECONNREFUSED`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** A failure of TCP before there was a connection. */
export function tcpFault(error: unknown): ConnectFault {
  if (error instanceof ConnectFault) return error;
  return new ConnectFault(tcpCode(codeOf(error)), "no connection", { cause: error });
}

function tcpCode(code: string): ErrorCode {
  switch (code) {
    case "ECONNREFUSED":
      return { tag: "connection-refused" };
    case "ETIMEDOUT":
      return { tag: "connection-timeout" };
    case "ENETUNREACH":
    case "EHOSTUNREACH":
      return { tag: "destination-IP-unroutable" };
    default:
      return { tag: "destination-unavailable" };
  }
}

/** A failure to resolve a name. */
export function dnsFault(error: unknown): ConnectFault {
  const late = ["ETIMEDOUT", "ETIMEOUT"].includes(codeOf(error));
  const code = late ? { tag: "DNS-timeout" } : { tag: "DNS-error", val: {} };
  return new ConnectFault(code, "the host name did not resolve", { cause: error });
}

/**
 * Codes of OpenSSL and Node.js for a certificate that was refused: X509_verify_cert_error_string's names as Node.js spells them (node_crypto,
 * `X509ErrorCode`).
 */
const CERTIFICATE =
  /^(UNABLE_TO_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_)/;

/** OpenSSL's number of an alert that the other side sent is 1000 and the number of RFC 8446 §6. */
const ALERT = /SSL alert number (\d+)/;

/** A failure during the handshake of TLS. */
export function tlsFault(error: unknown): ConnectFault {
  if (error instanceof ConnectFault) return error;
  return new ConnectFault(tlsCode(error), "TLS failed", { cause: error });
}

function tlsCode(error: unknown): ErrorCode {
  if (CERTIFICATE.test(codeOf(error))) return { tag: "TLS-certificate-error" };
  const alert = error instanceof Error ? ALERT.exec(error.message)?.[1] : undefined;
  if (alert !== undefined) return { tag: "TLS-alert-received", val: { alertId: Number(alert) } };
  return { tag: "TLS-protocol-error" };
}

/** A failure after the connection was made: nobody can tell what the service did. */
export function whileSending(error: unknown): ErrorCode {
  const code = codeOf(error);
  if (code === "HPE_HEADER_OVERFLOW") return { tag: "HTTP-response-header-section-size", val: undefined };
  if (code.startsWith("HPE_")) return { tag: "HTTP-protocol-error" };
  // Reset, closed without a response, a body that the component broke off.
  return { tag: "connection-terminated" };
}
