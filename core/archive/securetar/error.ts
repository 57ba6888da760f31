/** Why an encrypted member does not open: the key, its bytes, or its missing end. */
export type SecureTarReason = 'wrong-key' | 'damaged' | 'truncated';

/** Thrown by this room only; who knows the archive's path and the key's label makes a LifeboatError of it. */
export class SecureTarError extends Error {
  readonly reason: SecureTarReason;

  constructor(reason: SecureTarReason, message: string) {
    super(message);
    this.name = 'SecureTarError';
    this.reason = reason;
  }
}
