/** One pass through a member: decrypt, inflate, read the tar, tell a visitor. */
import { LifeboatError, throwIfCancelled } from '../errors.ts';
import { Damage } from './damage.ts';
import { inflate } from './inflate.ts';
import { decryptMember, SecureTarError } from './securetar/decrypt.ts';
import { TarReader } from './tar-reader.ts';
import type { Archive, Member, TarVisitor } from './types.ts';

export interface MemberWalk {
  entries: number;
  /** Inflated bytes: the tar, headers and padding included. */
  bytes: number;
  /** False where all checksums hold but the tar has no end mark: its writer failed in the middle. */
  isComplete: boolean;
}

export interface WalkOptions {
  signal?: AbortSignal;
  /** Told how much of the member, as it lies in the archive, was read so far. */
  onBytes?: (compressedBytesRead: number) => void;
}

/**
 * Walks `member` to its end. The visitor is told all that can be read; memory stays bounded whatever the member holds.
 *
 * Throws LifeboatError `wrong-key` (KEY_MISSING, WRONG_KEY) before any entry; `damaged` (MEMBER_TRUNCATED, MEMBER_CORRUPT)
 * behind the last good one; `cancelled`. What the visitor and the source throw goes through.
 */
export async function walkMember(
  archive: Pick<Archive, 'source'>,
  member: Member,
  secret: string | null,
  visitor: TarVisitor,
  options: WalkOptions = {},
): Promise<MemberWalk> {
  if (member.cipher !== 'none' && secret === null) throw keyMissing(member);
  const reader = new TarReader(visitor);
  try {
    const bytes = decryptMember(archive.source, member, secret ?? '', options.signal);
    const isTrailerPadded = member.cipher === 'securetar1';
    for await (const piece of inflate(counted(bytes, options.onBytes), { isTrailerPadded })) {
      // A megabyte of a member may inflate to a gigabyte: to look before each one that is read would be too seldom.
      throwIfCancelled(options.signal);
      reader.write(piece);
    }
    return reader.end();
  } catch (error) {
    throw explain(error, member);
  }
}

async function* counted(pieces: AsyncIterable<Buffer>, onBytes: WalkOptions['onBytes']) {
  let total = 0;
  for await (const piece of pieces) {
    total += piece.length;
    onBytes?.(total);
    yield piece;
  }
}

function keyMissing(member: Member): LifeboatError {
  return new LifeboatError('wrong-key', 'KEY_MISSING', `${member.name} is encrypted and no key was given.`, {
    remedies: [
      'Give the encryption key: it is in the emergency kit, and in the backup settings of Home Assistant.',
    ],
  });
}

/** What this room's own errors mean to the user; others stay as they are. */
export function explain(error: unknown, { name }: Member): unknown {
  if (error instanceof SecureTarError && error.reason === 'wrong-key')
    return new LifeboatError('wrong-key', 'WRONG_KEY', `The key does not open ${name}.`, {
      remedies: ['Try the key that was in use when this backup was made.'],
      cause: error,
    });
  if (!(error instanceof Damage) && !(error instanceof SecureTarError)) return error;
  const isCut = error instanceof Damage ? error.kind === 'truncated' : error.reason === 'truncated';
  const code = isCut ? 'MEMBER_TRUNCATED' : 'MEMBER_CORRUPT';
  return new LifeboatError('damaged', code, `${name} is damaged. ${error.message}`, {
    safe: 'What lies before the damage can still be had.',
    cause: error,
  });
}
