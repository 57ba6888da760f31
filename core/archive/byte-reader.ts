/** Pulls bytes out of an async source in pieces, with a look ahead and a memory for its failure. */
export class ByteReader {
  /** Bytes taken so far. */
  position = 0;
  /** What the source threw; the bytes before it come first. */
  failure: unknown = null;
  #input: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  #coming: Promise<Buffer | null> | null = null;

  constructor(input: AsyncIterable<Buffer>) {
    this.#input = input[Symbol.asyncIterator]();
  }

  /** Starts fetching the next piece, so that it is made while the present one is worked on. */
  prefetch(): void {
    this.#coming ??= this.#fetch();
  }

  /** The next piece; null at the end, also at one by failure. */
  async next(): Promise<Buffer | null> {
    const piece = this.#held.length > 0 ? this.#held : await this.#arrival();
    this.#held = Buffer.alloc(0);
    if (piece) this.position += piece.length;
    return piece;
  }

  /** Gives back the last `length` bytes of `piece`, which `next` gave. */
  unread(piece: Buffer, length: number): void {
    if (length === 0) return;
    this.position -= length;
    this.#held = piece.subarray(piece.length - length);
  }

  /** The next `length` bytes without taking them; fewer at the end. */
  async peek(length: number): Promise<Buffer> {
    while (this.#held.length < length) {
      const piece = await this.#arrival();
      if (!piece) break;
      this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    }
    return this.#held.subarray(0, length);
  }

  /** Takes `length` bytes that a peek has shown. */
  skip(length: number): void {
    this.#held = this.#held.subarray(length);
    this.position += length;
  }

  /** Lets go of the source before its end. */
  close(): void {
    this.#input.return?.()?.catch(() => {}); // its failure is nobody's any more
  }

  async #arrival(): Promise<Buffer | null> {
    this.prefetch();
    const piece = await this.#coming;
    this.#coming = null;
    return piece ?? null;
  }

  async #fetch(): Promise<Buffer | null> {
    if (this.failure !== null) return null;
    try {
      const { value, done } = await this.#input.next();
      return done ? null : value;
    } catch (error) {
      this.failure = error;
      return null;
    }
  }
}
