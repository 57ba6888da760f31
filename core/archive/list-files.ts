/** What is in an archive, down to its files. */
import { LifeboatError } from '../errors.ts';
import { listedFile } from './listed-file.ts';
import { canHold, partOf, pathMatcher } from './paths.ts';
import type { Archive, CandidateKey, ListedFile, Member, Problem } from './types.ts';
import { secretToTry } from './unlock.ts';
import { walkMember } from './walk.ts';

/** More than any Home Assistant has; a hostile archive may have more than there is memory. */
const mostListed = 300_000;

export interface ListOptions {
  /** A path as it is listed, with all below it, or a glob. */
  under?: string;
  signal?: AbortSignal;
}

/**
 * Tells files and folders in the order of the archive, one by one: however many there are, they take no memory. A member
 * that cannot be read, or not to its end, becomes a problem; what could be read of it is told. Throws LifeboatError
 * `cancelled` and what `tell` and the source throw.
 */
export async function eachFile(
  archive: Archive,
  keys: readonly CandidateKey[],
  tell: (file: ListedFile) => void,
  { under, signal }: ListOptions = {},
): Promise<Problem[]> {
  const isWanted = under === undefined ? () => true : pathMatcher(under);
  const problems: Problem[] = [];
  for (const member of archive.members) {
    if (under !== undefined && !canHold(member, under)) continue;
    try {
      await tellMember(archive, member, keys, (file) => isWanted(file.path) && tell(file), signal);
    } catch (error) {
      if (!(error instanceof LifeboatError) || error.kind === 'cancelled') throw error;
      problems.push({ path: member.name, code: error.code, message: error.message });
    }
  }
  return problems;
}

async function tellMember(
  archive: Archive,
  member: Member,
  keys: readonly CandidateKey[],
  tell: (file: ListedFile) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const secret = await secretToTry(archive, member, keys);
  await walkMember(
    archive,
    member,
    secret,
    {
      entry(entry) {
        const place = partOf(member, entry.path);
        if (place) tell(listedFile(place.path, entry));
        return 'skip';
      },
    },
    signal ? { signal } : {},
  );
}

/** All files at once, for whoever has to sort them; of a member that has too many for that the first ones. */
export async function listFiles(
  archive: Archive,
  keys: readonly CandidateKey[],
  options: ListOptions = {},
): Promise<{ files: ListedFile[]; problems: Problem[] }> {
  const files: ListedFile[] = [];
  const take = (file: ListedFile) => {
    if (files.length >= mostListed) throw tooMany();
    files.push(file);
  };
  const problems = await eachFile(archive, keys, take, options);
  return { files, problems };
}

function tooMany(): LifeboatError {
  return new LifeboatError('failed', 'TOO_MANY_FILES', `Only the first ${mostListed} files are listed.`);
}
