/** What is done at a place that may stop answering in the middle: each step has its time, and nothing waits for ever. */
import { answer, isNoAnswer, noAnswer } from '../device/answer.ts';
import type { LocationSource } from './types.ts';

/** Milliseconds for one step, which moves some megabytes at most: a drive that takes longer hangs. */
const usual = 120_000;

/** Of one piece of work at one place. */
export class Patience {
  readonly #place: string;
  readonly #milliseconds: number;
  /** The step that did not come back in time, and what is to be done when it does. */
  #stuck: Promise<void> | null = null;

  constructor(place: string, milliseconds = usual) {
    this.#place = place;
    this.#milliseconds = milliseconds;
  }

  /** Throws `unreachable` when it takes too long, and from then on at once: see `isNoAnswer`. */
  async step<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#stuck) throw noAnswer(this.#place);
    const underWay = work();
    try {
      return await answer(underWay, this.#place, this.#milliseconds);
    } catch (error) {
      const nothing = () => undefined;
      if (isNoAnswer(error)) this.#stuck ??= underWay.then(nothing, nothing);
      throw error;
    }
  }

  /** Clears up: at once, or where a step hangs when that comes back, which nobody waits for. */
  clearUp(work: () => void): void {
    if (this.#stuck) this.#stuck = this.#stuck.then(work);
    else work();
  }

  /** The same for work that takes time, and may hang itself. */
  async clearUpInTime(work: () => Promise<void>): Promise<void> {
    if (this.#stuck) {
      this.#stuck = this.#stuck.then(work);
      return;
    }
    try {
      await this.step(work);
    } catch (error) {
      // The step that failed before has told.
      if (!isNoAnswer(error)) throw error;
    }
  }

  /** Reads of it have their time too. */
  source(source: LocationSource): LocationSource {
    return {
      size: source.size,
      readFrom: source.readFrom,
      read: (offset, length) => this.step(() => source.read(offset, length)),
      close: () => this.clearUpInTime(() => source.close()),
    };
  }
}
