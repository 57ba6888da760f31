/** One stream of bytes into several sinks, none of which can stop the others. */
import type { ArchiveTarget } from '../archive/write/types.ts';
import { LifeboatError } from '../errors.ts';
import type { Sink } from '../locations/types.ts';

/** Milliseconds for one piece of some 100 kB: a drive that takes longer for it hangs. */
const patience = 120_000;

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
export function fanOut(
  branches: readonly Branch[],
  all: readonly Branch[] = branches,
  timeLimit = patience,
): ArchiveTarget {
  const toAll = async (step: (sink: Sink) => Promise<void>) => {
    const steps = branches.map((branch) => {
      const { sink, failure } = branch;
      return sink && !failure && attempt(branch, () => inTime(step(sink), branch, timeLimit));
    });
    await Promise.all(steps);
    requireAny(all);
  };
  return {
    write: (bytes) => toAll((sink) => sink.write(bytes)),
    patch: (offset, bytes) => toAll((sink) => sink.patch(offset, bytes)),
    get keepsMemory() {
      return branches.some(({ failure }) => failure?.code === hangs);
    },
  };
}

/** Throws the first failure where nothing but failures is left. */
export function requireAny(branches: readonly Pick<Branch, 'failure'>[]): void {
  const [first] = branches;
  if (first?.failure && branches.every(({ failure }) => failure !== null)) throw first.failure;
}

/** Takes note of the error that the user can act on; others are bugs and thrown. Undefined after a failure. */
export async function attempt<Result>(
  branch: Pick<Branch, 'failure'>,
  step: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof LifeboatError) || error.kind === 'cancelled') throw error;
    branch.failure = error;
    return undefined;
  }
}

const hangs = 'LOCATION_HANGS';

async function inTime(work: Promise<void>, { name }: Branch, timeLimit: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `The location ${name} has taken nothing for ${timeLimit / 1000} seconds.`;
      reject(
        new LifeboatError('unreachable', hangs, message, {
          safe: 'Nothing that looks like a backup was left there; other locations are not concerned.',
          remedies: ['Check the drive or its connection; the next run tries again.'],
        }),
      );
    }, timeLimit);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
