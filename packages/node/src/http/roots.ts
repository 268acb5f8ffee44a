// Trusted certificates.
import { readFileSync } from "node:fs";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import * as tls from "node:tls";

/**
 * Makes TLS settings that trust further certificates beside those of Node.js: its own or, with `--use-system-ca` (Node.js 22.15 and later), the
 * system's; and those of NODE_EXTRA_CA_CERTS. Returns `undefined` if there are none: then Node.js's own settings hold.
 *
 * @throws TypeError if a text holds no certificate.
 */
export function secureContext(ca: readonly string[]): SecureContext | undefined {
  if (ca.length === 0) return undefined;
  if (!ca.every((pem) => pem.includes("-----BEGIN CERTIFICATE-----"))) {
    throw new TypeError("ca: a text holds no certificate; it must be PEM, with -----BEGIN CERTIFICATE-----");
  }
  return createSecureContext({ ca: [...defaults(), ...ca] });
}

function defaults(): string[] {
  // Node.js 22.15 and later.
  if ("getCACertificates" in tls) return (tls.getCACertificates as (type: "default") => string[])("default");
  const file = process.env["NODE_EXTRA_CA_CERTS"];
  return [...rootCertificates, ...(file === undefined ? [] : [readFileSync(file, "utf8")])];
}
