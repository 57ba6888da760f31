/** Copies an archive to another location, byte for byte, and reads it back there. */
import { createHash } from 'node:crypto';
import type { Source } from '../archive/types.ts';
import { LifeboatError, throwIfCancelled } from '../errors.ts';
import type { Run } from '../events.ts';
import { formatBytes } from '../format.ts';
import type { Location } from '../locations/types.ts';

const pieceSize = 2 ** 20;
const nothingCopied = 'Nothing was copied; the backup itself is untouched.';

/**
 * Copies `source` to the location under `name`, or a similar name where that is taken. The path it got.
 * Throws LifeboatError: busy, no-space, unreachable, cancelled; damaged / COPY_DIFFERS where the drive gives back
 * something else than it was given. No unfinished copy stays.
 */
export async function copyBackup(
  source: Source,
  to: Location,
  name: string,
  now: Date,
  run: Run,
): Promise<string> {
  const { free } = await to.usage();
  if (free < source.size) throw noSpace(to, source.size, free);
  const locked = await to.lock('copy', now);
  try {
    const sink = await locked.createSink();
    try {
      const sent = await digest(source, { ...run, stage: 'copying' }, (piece) => sink.write(piece));
      throwIfCancelled(run.signal, nothingCopied);
      const path = await sink.finish(name);
      if ((await readBack(to, path, run)) === sent) return path;
      await locked.remove(path);
      throw differs(path);
    } finally {
      await sink.abort();
    }
  } finally {
    locked.release();
  }
}

async function readBack(to: Location, path: string, run: Run): Promise<string> {
  const copy = await to.open(path);
  try {
    return await digest(copy, { ...run, stage: 'reading-back' }, async () => undefined);
  } finally {
    await copy.close();
  }
}

/** Reads a source from beginning to end; the SHA-256 of it. */
async function digest(
  source: Source,
  { report, signal, stage }: Run & { stage: 'copying' | 'reading-back' },
  each: (piece: Buffer) => Promise<void>,
): Promise<string> {
  report({ type: 'stage', stage });
  const hash = createHash('sha256');
  const step = Math.max(pieceSize, source.size / 200);
  let told = 0;
  for (let offset = 0; offset < source.size; ) {
    throwIfCancelled(signal, nothingCopied);
    const piece = await source.read(offset, pieceSize);
    if (piece.length === 0) throw shrunk();
    hash.update(piece);
    await each(piece);
    offset += piece.length;
    if (offset - told < step && offset < source.size) continue;
    told = offset;
    report({ type: 'progress', bytes: offset, total: source.size });
  }
  return hash.digest('hex');
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

function differs(path: string): LifeboatError {
  return new LifeboatError(
    'damaged',
    'COPY_DIFFERS',
    `What was read back from ${path} is not what was written.`,
    {
      safe: 'The bad copy was removed; the backup itself is untouched.',
      remedies: ['The drive may be failing: copy to another one.'],
    },
  );
}
