/** One stream of bytes into several sinks, none of which can stop the others. */
import type { ArchiveTarget } from '../archive/write/types.ts';
import { isNoAnswer } from '../device/answer.ts';
import { LifeboatError } from '../errors.ts';
import type { Report } from '../events.ts';
import type { Sink } from '../locations/types.ts';
import { isAway } from '../locations/usb.ts';

/** A sink that takes part until it fails. */
export interface Branch {
  name: string;
  sink: Sink | null;
  failure: LifeboatError | null;
}

/**
 * Writes to all branches side by side, so that the slowest one sets the pace. One that fails or hangs is left behind;
 * when none of `all` is left, the first one's error ends the archive.
 */
export function fanOut(branches: readonly Branch[], all: readonly Branch[], report: Report): ArchiveTarget {
  const toAll = async (step: (sink: Sink) => Promise<void>) => {
    const steps = branches.map((branch) => {
      const { sink, failure } = branch;
      return sink && !failure && attempt(branch, all, report, () => step(sink));
    });
    await Promise.all(steps);
    requireAny(all);
  };
  return {
    write: (bytes) => toAll((sink) => sink.write(bytes)),
    patch: (offset, bytes) => toAll((sink) => sink.patch(offset, bytes)),
    // A call that hangs may read it still, if it ever goes on.
    get keepsMemory() {
      return branches.some(({ failure }) => isNoAnswer(failure));
    },
  };
}

/** Throws the first failure where nothing but failures is left. */
export function requireAny(branches: readonly Pick<Branch, 'failure'>[]): void {
  const [first] = branches;
  if (first?.failure && branches.every(({ failure }) => failure !== null)) throw first.failure;
}

/**
 * Takes note of the error that the user can act on; others are bugs and thrown. It is told at once where others of `all`
 * go on: the end may be hours away.
 */
export async function attempt(
  branch: Pick<Branch, 'name' | 'failure'>,
  all: readonly Pick<Branch, 'failure'>[],
  report: Report,
  step: () => Promise<void>,
): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof LifeboatError) || error.kind === 'cancelled') throw error;
    branch.failure = error;
    const { name } = branch;
    const message = `NOT in ${name}: ${error.message} The others go on.`;
    // Of a drive that is not plugged in the plan has told.
    if (!isAway(error) && all.some(({ failure }) => failure === null))
      report({ type: 'note', code: error.code, message, location: name });
  }
}
