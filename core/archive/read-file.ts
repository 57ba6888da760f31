/** One file out of an archive. */
import { LifeboatError } from '../errors.ts';
import { listedFile } from './listed-file.ts';
import { canHold, partOf } from './paths.ts';
import type { Archive, CandidateKey, ListedFile, Member, TarEntry, TarVisitor } from './types.ts';
import { secretToTry } from './unlock.ts';
import { walkMember } from './walk.ts';

/** Thrown by our own visitor to leave a walk: what was looked for is there. */
class Found extends Error {
  readonly entry: TarEntry;

  constructor(entry: TarEntry) {
    super('found');
    this.entry = entry;
  }
}

/**
 * Hands the content of the file listed as `path` to `write`, piece by piece; a hard link gives the file that it repeats.
 * Reading ends behind the file, so the checksum of the whole member is not reached.
 *
 * Throws LifeboatError `not-found` (NO_SUCH_FILE, NOT_A_FILE), `wrong-key`, `damaged` or `cancelled` as walkMember does, and
 * what `write` throws.
 */
export async function readOneFile(
  archive: Archive,
  keys: CandidateKey[],
  path: string,
  write: (chunk: Buffer) => void,
  options: { signal?: AbortSignal } = {},
): Promise<ListedFile> {
  for (const member of archive.members.filter((candidate) => canHold(candidate, path))) {
    const secret = await secretToTry(archive, member, keys);
    const read = (isWanted: (tarPath: string) => boolean) =>
      findEntry(archive, member, secret, isWanted, write, options);
    let entry = await read((tarPath) => partOf(member, tarPath)?.path === path);
    if (!entry) continue;
    if (entry.type === 'hardlink') {
      const target = entry.link;
      const repeated = await read((tarPath) => tarPath === target);
      if (repeated) entry = { ...entry, type: repeated.type, size: repeated.size };
    }
    if (entry.type !== 'file') throw notAFile(path, entry);
    return listedFile(path, entry);
  }
  throw new LifeboatError('not-found', 'NO_SUCH_FILE', `There is no file ${path} in this backup.`, {
    remedies: ['See all: lifeboat show BACKUP --files'],
  });
}

/** The first entry that is wanted; where it is a file, its content was written. */
async function findEntry(
  archive: Archive,
  member: Member,
  secret: string | null,
  isWanted: (tarPath: string) => boolean,
  write: (chunk: Buffer) => void,
  options: { signal?: AbortSignal },
): Promise<TarEntry | null> {
  let found: TarEntry | null = null;
  const visitor: TarVisitor = {
    entry(entry) {
      if (!isWanted(entry.path)) return 'skip';
      if (entry.type !== 'file') throw new Found(entry);
      found = entry;
      return undefined;
    },
    data: write,
    entryEnd() {
      if (found) throw new Found(found);
    },
  };
  try {
    await walkMember(archive, member, secret, visitor, options);
    return null;
  } catch (error) {
    if (error instanceof Found) return error.entry;
    throw error;
  }
}

const kinds = {
  file: 'a file',
  folder: 'a folder',
  link: 'a link',
  hardlink: 'a hard link to a file that is not there',
  other: 'no plain file',
};

function notAFile(path: string, { type, link }: TarEntry): LifeboatError {
  const target = type === 'link' ? ` to ${link}` : '';
  return new LifeboatError('not-found', 'NOT_A_FILE', `${path} is ${kinds[type]}${target}.`, {
    remedies: type === 'folder' ? [`See what is in it: lifeboat show BACKUP --files ${path}`] : [],
  });
}
