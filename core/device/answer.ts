/** Waiting for places that may never answer: one dead network mount must not hold up the others. */
import { LifeboatError } from '../errors.ts';

/** Milliseconds. A drive that has to spin up takes some seconds. */
const patience = 15_000;
const code = 'LOCATION_TIMEOUT';

/** What the place answers. Throws `unreachable` when it does not; the call itself cannot be ended and is left behind. */
export async function answer<Result>(
  call: Promise<Result>,
  place: string,
  milliseconds = patience,
): Promise<Result> {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(noAnswer(place)), milliseconds);
  try {
    return await Promise.race([call, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether this is the error of a place that did not answer in time. */
export function isNoAnswer(error: unknown): boolean {
  return error instanceof LifeboatError && error.code === code;
}

/** The error of a place that did not answer in time. */
export function noAnswer(place: string): LifeboatError {
  return new LifeboatError('unreachable', code, `${place} does not answer.`, {
    safe: 'Nothing was changed.',
    remedies: ['Check the connection to it, or unmount it.'],
  });
}
