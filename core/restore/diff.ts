/** What changed since a backup was made: its files against those that are there now. */
import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { canHold, partOf, pathMatcher } from '../archive/paths.ts';
import { readOneFile } from '../archive/read-file.ts';
import type { Archive, CandidateKey, Member } from '../archive/types.ts';
import { secretToTry } from '../archive/unlock.ts';
import { walkMember } from '../archive/walk.ts';
import { createFilter } from '../backup/exclude.ts';
import { walkPart } from '../backup/walk.ts';
import { historyIn } from '../device/recorder.ts';
import type { Installation, Part } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import { Comparison, type Difference, type Twin } from './compare.ts';
import { type DiffLine, diffLines } from './text-diff.ts';
import { innerWorkplace } from './workplace.ts';

/**
 * Compares all parts that both the backup and the installation have, or what `wanted` names (as listed, globs allowed).
 * By type, size, content and link target; times prove nothing. What every backup leaves out is not `added`.
 * Throws LifeboatError wrong-key, damaged, cancelled; not-found where neither side has what was named.
 */
export async function diffBackup(
  archive: Archive,
  keys: readonly CandidateKey[],
  installation: Installation,
  wanted?: string,
  signal?: AbortSignal,
): Promise<Difference[]> {
  const isWanted = wanted === undefined ? () => true : pathMatcher(wanted);
  const differences: Difference[] = [];
  for (const member of archive.members) {
    const part = installation.parts.find(({ id }) => id === member.part);
    if (!part || (wanted !== undefined && !canHold(member, wanted))) continue;
    const secret = await secretToTry(archive, member, [...keys]);
    const found = await compareMember(archive, member, secret, part, isWanted, signal);
    for (const difference of addedIn(archive, installation, member, part))
      if (isWanted(difference.path) && !found.has(difference.path)) found.set(difference.path, difference);
    differences.push(...found.values());
  }
  if (wanted !== undefined && differences.length === 0)
    throw new LifeboatError(
      'not-found',
      'NO_SUCH_FILE',
      `Neither the backup nor the installation has "${wanted}".`,
    );
  return differences.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function compareMember(
  archive: Archive,
  member: Member,
  secret: string | null,
  part: Part,
  isWanted: (path: string) => boolean,
  signal: AbortSignal | undefined,
): Promise<Map<string, Difference>> {
  const found = new Map<string, Difference>();
  const comparison = new Comparison(member, part.path, isWanted, (difference) =>
    found.set(difference.path, difference),
  );
  const options = signal ? { signal } : {};
  try {
    await walkMember(archive, member, secret, comparison, options);
    const twins = Map.groupBy(comparison.twins, ({ link }: Twin) => link);
    if (twins.size > 0)
      await walkMember(
        archive,
        member,
        secret,
        {
          entry(entry) {
            const paths = twins.get(entry.path)?.map((twin) => twin.path);
            return paths && entry.type === 'file' ? comparison.entryFor(entry, paths) : 'skip';
          },
          data: (chunk) => comparison.data(chunk),
          entryEnd: () => comparison.entryEnd(),
        },
        options,
      );
  } finally {
    comparison.close();
  }
  return found;
}

/** Everything that a backup of the part would hold now. */
function* addedIn(
  archive: Archive,
  installation: Installation,
  member: Member,
  part: Part,
): Generator<Difference> {
  const exclude = createFilter({
    part: part.id,
    excludeDatabase: archive.metadata?.homeassistant?.excludeDatabase ?? false,
    database: historyIn(installation)?.inConfig ?? null,
    globs: part.id === 'homeassistant' ? [innerWorkplace, '.cache'] : [innerWorkplace],
  });
  for (const item of walkPart(part, { exclude })) {
    const listed = partOf(member, item.path);
    if (!listed || listed.path === member.part) continue;
    const type = item.kind === 'hardlink' ? 'file' : item.kind;
    const after = type === 'file' ? Number(item.stat.size) : null;
    yield { path: listed.path, change: 'added', type, what: null, before: null, after };
  }
}

export interface TextDiff {
  path: string;
  state: 'same' | 'changed' | 'binary' | 'too-long';
  lines: DiffLine[];
}

/** Longer files are not shown line by line. */
const longestText = 2 * 1024 * 1024;

/** What changed in one file of text; a side that does not have it counts as empty. */
export async function diffText(
  archive: Archive,
  keys: readonly CandidateKey[],
  installation: Installation,
  wanted: string,
): Promise<TextDiff> {
  const before = await textInBackup(archive, keys, wanted);
  const after = textHere(installation, wanted);
  if (before === null && after === null)
    throw new LifeboatError(
      'not-found',
      'NO_SUCH_FILE',
      `Neither the backup nor the installation has "${wanted}".`,
    );
  const sides = [before ?? Buffer.alloc(0), after ?? Buffer.alloc(0)];
  if (sides.some((side) => side === 'too-long')) return { path: wanted, state: 'too-long', lines: [] };
  const [old, now] = sides as [Buffer, Buffer];
  if (old.equals(now)) return { path: wanted, state: 'same', lines: [] };
  if (old.includes(0) || now.includes(0)) return { path: wanted, state: 'binary', lines: [] };
  return { path: wanted, state: 'changed', lines: diffLines(old.toString(), now.toString()) };
}

async function textInBackup(
  archive: Archive,
  keys: readonly CandidateKey[],
  wanted: string,
): Promise<Buffer | 'too-long' | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    await readOneFile(archive, [...keys], wanted, (chunk) => {
      length += chunk.length;
      if (length <= longestText) chunks.push(Buffer.from(chunk));
    });
  } catch (error) {
    if (error instanceof LifeboatError && error.kind === 'not-found') return null;
    throw error;
  }
  return length > longestText ? 'too-long' : Buffer.concat(chunks);
}

function textHere(installation: Installation, wanted: string): Buffer | 'too-long' | null {
  const part = installation.parts.find(({ id }) => id !== 'database' && wanted.startsWith(`${id}/`));
  if (!part) return null;
  const file = path.join(part.path, wanted.slice(part.id.length + 1));
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) return null;
  return stat.size > longestText ? 'too-long' : readFileSync(file);
}
