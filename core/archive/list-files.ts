/** What is in an archive, down to its files. */
import { LifeboatError } from '../errors.ts';
import { listedFile } from './listed-file.ts';
import { canHold, partOf, pathMatcher } from './paths.ts';
import type { Archive, CandidateKey, ListedFile, Member, Problem } from './types.ts';
import { secretToTry } from './unlock.ts';
import { walkMember } from './walk.ts';

/** No Home Assistant has as many files; a hostile archive may have more than there is memory. */
const fileLimit = 2_000_000;

export interface ListOptions {
  /** A path as it is listed, with all below it, or a glob. */
  under?: string;
  signal?: AbortSignal;
}

/**
 * Lists files and folders in the order of the archive. A member that cannot be read, or not to its end, becomes a problem;
 * what could be read of it is listed. Throws LifeboatError `cancelled` and what the source throws.
 */
export async function listFiles(
  archive: Archive,
  keys: CandidateKey[],
  options: ListOptions = {},
): Promise<{ files: ListedFile[]; problems: Problem[] }> {
  const files: ListedFile[] = [];
  const problems: Problem[] = [];
  for (const member of archive.members) {
    if (options.under !== undefined && !canHold(member, options.under)) continue;
    try {
      await listMember(archive, member, keys, options, files);
    } catch (error) {
      if (!(error instanceof LifeboatError) || error.kind === 'cancelled') throw error;
      problems.push({ path: member.name, code: error.code, message: error.message });
    }
  }
  return { files, problems };
}

async function listMember(
  archive: Archive,
  member: Member,
  keys: CandidateKey[],
  { under, signal }: ListOptions,
  files: ListedFile[],
): Promise<void> {
  const isWanted = under === undefined ? () => true : pathMatcher(under);
  await walkMember(
    archive,
    member,
    await secretToTry(archive, member, keys),
    {
      entry(entry) {
        const place = partOf(member, entry.path);
        if (place && isWanted(place.path)) {
          if (files.length >= fileLimit) throw tooMany(member);
          files.push(listedFile(place.path, entry));
        }
        return 'skip';
      },
    },
    signal ? { signal } : {},
  );
}

function tooMany({ name }: Member): LifeboatError {
  return new LifeboatError(
    'failed',
    'TOO_MANY_FILES',
    `Only the first ${fileLimit} files are listed; ${name} has more.`,
  );
}
