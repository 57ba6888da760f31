/** The content of an archive is not what it should be. Stays inside this room; walk.ts turns it into a LifeboatError. */
export class Damage extends Error {
  /** `truncated`: it ends too early. `corrupt`: it says something that cannot be. */
  readonly kind: 'truncated' | 'corrupt';

  constructor(kind: 'truncated' | 'corrupt', message: string) {
    super(message);
    this.name = 'Damage';
    this.kind = kind;
  }
}
