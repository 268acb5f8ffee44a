import { constants, createPrivateKey, sign, X509Certificate, type KeyObject } from "node:crypto";
import type { KeyCertificate, SigningKeys } from "./index.js";
import { StoreError } from "./errors.js";

/** Entra accepts RSA keys only. Its documentation names 2,048 and 4,096 bits. */
const RSA_BITS = { least: 2048, most: 4096 };

/** A private key and its certificate. */
export interface SoftwareKey {
  /** The private key in PEM. It may be encrypted. */
  readonly key: string | Buffer;
  /** The certificate that was uploaded to the app, in PEM or DER. In PEM it may stand in the same text as the key. */
  readonly certificate?: string | Buffer | undefined;
  /** Password of an encrypted key. */
  readonly passphrase?: string | undefined;
}

/**
 * Makes a store of private keys that `node:crypto` signs with.
 *
 * @throws TypeError if a key cannot be read, is not of a kind that Entra accepts, or does not belong to its certificate.
 */
export function softwareKeys(keys: Readonly<Record<string, SoftwareKey>>): SigningKeys {
  const held = new Map(Object.entries(keys).map(([name, key]) => [name, read(name, key)]));
  const find = (name: string) => {
    const key = held.get(name);
    if (key === undefined) throw new StoreError("not-found");
    return key;
  };
  return {
    certificate: (name) => find(name).certificate,
    sign: (name, algorithm, payload) => {
      const { key } = find(name);
      switch (algorithm) {
        case "PS256":
          return sign("sha256", payload, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
        case "RS256":
          return sign("sha256", payload, key);
        default:
          throw new StoreError("unsupported-algorithm");
      }
    },
  };
}

function read(name: string, given: SoftwareKey): { key: KeyObject; certificate: KeyCertificate } {
  const refuse = (why: string, cause?: unknown) => new TypeError(`key ${name}: ${why}`, { cause });
  let key: KeyObject;
  let certificate: X509Certificate;
  try {
    key = createPrivateKey({ key: given.key, passphrase: given.passphrase });
  } catch (error) {
    throw refuse("the private key cannot be read; it must be PEM, and its password right", error);
  }
  try {
    certificate = new X509Certificate(given.certificate ?? given.key);
  } catch (error) {
    throw refuse("the certificate cannot be read; it must be PEM or DER", error);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== "rsa" || bits < RSA_BITS.least || bits > RSA_BITS.most) {
    throw refuse(`Entra accepts RSA keys of ${RSA_BITS.least} to ${RSA_BITS.most} bits`);
  }
  if (!certificate.checkPrivateKey(key)) throw refuse("the certificate belongs to another key");
  return { key, certificate: { der: certificate.raw, expiresAt: new Date(certificate.validTo) } };
}
