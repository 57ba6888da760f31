/** How fast it goes and how long it takes, from what was done when. */

export interface Sample {
  /** Milliseconds of a clock that never goes back. */
  at: number;
  bytes: number;
}

export interface Pace {
  /** Of the last seconds, oldest first. */
  samples: readonly Sample[];
}

export const noPace: Pace = { samples: [] };

/** A rate over ten seconds is calm, and still follows a stick that slows down. */
const windowMilliseconds = 10_000;

export function addSample({ samples }: Pace, sample: Sample): Pace {
  const last = samples.at(-1);
  // A new stage counts from its own beginning.
  const earlier = last && sample.bytes < last.bytes ? [] : samples;
  return { samples: [...earlier.filter(({ at }) => sample.at - at <= windowMilliseconds), sample] };
}

/** Bytes a second; null as long as nothing can be said. */
export function rateOf({ samples }: Pace): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < 1000) return null;
  return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
}

/** Seconds until `total`; null where it is unknown or nothing moves. */
export function secondsLeft(pace: Pace, total: number | null): number | null {
  const rate = rateOf(pace);
  const done = pace.samples.at(-1)?.bytes;
  if (total === null || !rate || done === undefined) return null;
  return Math.max(0, Math.round((total - done) / rate));
}
