/** Why a store has no answer. */
export type StoreErrorKind = "not-found" | "denied" | "unavailable" | "unsupported-algorithm";

/**
 * An error that a store of yours throws. Its message reaches the caller and must not contain a secret.
 *
 * Any other error counts as `unavailable`, and its message stays out of the connector's texts.
 */
export class StoreError extends Error {
  override readonly name = "StoreError";
  /**
   * `not-found`: there is no such key or attachment. `denied`: the name may not be used; a repeat does not help. `unavailable`: the store does not
   * work at the moment; a repeat may help. `unsupported-algorithm`: the key cannot sign so.
   */
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, message: string = kind, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
