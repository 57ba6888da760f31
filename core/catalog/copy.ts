/** Copies an archive to another location, byte for byte, and reads it back there. */
import { createHash, type Hash } from 'node:crypto';
import type { Source } from '../archive/types.ts';
import { LifeboatError, throwIfCancelled } from '../errors.ts';
import type { Run } from '../events.ts';
import { formatBytes } from '../format.ts';
import type { Location, Sink } from '../locations/types.ts';

const pieceSize = 2 ** 20;
export const nothingCopied = 'Nothing was copied; the backup itself is untouched.';

/**
 * Copies `source` to the location under `name`, or a similar name where that is taken. The path it got. It is read back,
 * from the drive itself where that can be had, before it is published. A copy that was broken off, because its process
 * was killed or its server went away, is gone on with behind what arrived of it.
 * Throws LifeboatError: busy, no-space, unreachable, cancelled; damaged / COPY_DIFFERS where the drive gives back
 * something else than it was given.
 */
export async function copyBackup(
  source: Source,
  to: Location,
  name: string,
  now: Date,
  run: Run,
): Promise<string> {
  const work = await workName(source);
  const locked = await to.lock('copy', now, { keep: work });
  try {
    const sink = await locked.createSink(work);
    let isBrokenOff = false;
    try {
      const { free, maxFileSize } = await to.usage();
      if (maxFileSize !== null && source.size > maxFileSize) throw tooLarge(to, source.size, maxFileSize);
      const hash = createHash('sha256');
      const start = await keepBeginning(source, sink, hash, run);
      if (free !== null && free < source.size - start) throw noSpace(to, source.size - start, free);
      await send(source, start, sink, hash, run);
      if ((await readBack(sink, run)) !== hash.digest('hex')) throw differs(to.path);
      throwIfCancelled(run.signal, nothingCopied);
      return await sink.finish(name);
    } catch (error) {
      isBrokenOff = error instanceof LifeboatError && error.kind === 'unreachable';
      throw error;
    } finally {
      await (isBrokenOff ? sink.suspend() : sink.abort());
    }
  } finally {
    locked.release();
  }
}

/** Tells this archive from others well enough to look at what was left: that is then compared byte by byte. */
async function workName(source: Source): Promise<string> {
  const beginning = await source.read(0, pieceSize);
  return `copy-${createHash('sha256').update(beginning).digest('hex').slice(0, 16)}-${source.size}`;
}

/** How many bytes of the archive lie there already, left by a copy that was broken off. They go into the hash. */
async function keepBeginning(source: Source, sink: Sink, hash: Hash, run: Run): Promise<number> {
  const left = await sink.readBack();
  try {
    if (left.size === 0) return 0;
    run.report({ type: 'stage', stage: 'copying' });
    let kept = 0;
    for await (const piece of pieces(source, 0, run)) {
      const there = await left.read(kept, piece.length);
      if (!there.equals(piece)) break;
      hash.update(piece);
      kept += piece.length;
    }
    await sink.resumeAt(kept);
    if (kept > 0) {
      const message = `${formatBytes(kept)} were there already, from a copy that was broken off.`;
      run.report({ type: 'note', code: 'COPY_RESUMED', message });
    }
    return kept;
  } finally {
    await left.close();
  }
}

async function send(source: Source, start: number, sink: Sink, hash: Hash, run: Run): Promise<void> {
  run.report({ type: 'stage', stage: 'copying' });
  for await (const piece of pieces(source, start, run)) {
    hash.update(piece);
    await sink.write(piece);
  }
}

async function readBack(sink: Sink, run: Run): Promise<string> {
  run.report({ type: 'stage', stage: 'reading-back' });
  const copy = await sink.readBack();
  try {
    const hash = createHash('sha256');
    for await (const piece of pieces(copy, 0, run)) hash.update(piece);
    return hash.digest('hex');
  } finally {
    await copy.close();
  }
}

/** A source from `start` to its end, telling the progress. */
async function* pieces(source: Source, start: number, { report, signal }: Run): AsyncGenerator<Buffer, void> {
  const step = Math.max(pieceSize, source.size / 200);
  let told = start;
  for (let offset = start; offset < source.size; ) {
    throwIfCancelled(signal, nothingCopied);
    const piece = await source.read(offset, pieceSize);
    if (piece.length === 0) throw shrunk();
    yield piece;
    offset += piece.length;
    if (offset - told < step && offset < source.size) continue;
    told = offset;
    report({ type: 'progress', bytes: offset, total: source.size });
  }
}

function tooLarge(to: Location, size: number, most: number): LifeboatError {
  const message = `${to.path} takes files of at most ${formatBytes(most)}, and the backup has ${formatBytes(size)}.`;
  return new LifeboatError('no-space', 'FILE_TOO_LARGE', message, {
    safe: nothingCopied,
    remedies: [
      'Format the drive with exFAT or ext4, which deletes what is on it.',
      'Copy it to another place.',
    ],
  });
}

function noSpace(to: Location, size: number, free: number): LifeboatError {
  const message = `${to.path} has ${formatBytes(free)} free, and ${formatBytes(size)} are needed.`;
  return new LifeboatError('no-space', 'NO_SPACE', message, {
    safe: nothingCopied,
    remedies: [
      'Delete old backups there: lifeboat list, lifeboat delete BACKUP.',
      'Copy it to another place.',
    ],
  });
}

function shrunk(): LifeboatError {
  return new LifeboatError('damaged', 'ARCHIVE_SHRUNK', 'The archive became shorter while it was read.', {
    safe: nothingCopied,
  });
}

/** The error of a drive that gives back something else than it was given. */
export function differs(path: string): LifeboatError {
  return new LifeboatError(
    'damaged',
    'COPY_DIFFERS',
    `What was read back from ${path} is not what was written.`,
    {
      safe: 'The bad copy was removed; the backup itself is untouched.',
      remedies: ['The drive may be failing, or have less room than it says: copy to another one.'],
    },
  );
}
