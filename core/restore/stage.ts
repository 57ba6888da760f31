/** Reads the chosen members once, to their end, and hands what was chosen to the extractor of its target. */
import { partOf } from '../archive/paths.ts';
import type { Archive, CandidateKey, Member, TarEntry, TarVisitor } from '../archive/types.ts';
import { findKey } from '../archive/unlock.ts';
import { walkMember } from '../archive/walk.ts';
import { LifeboatError } from '../errors.ts';
import type { Extractor, LooseLink } from './extract.ts';
import { nameProblem } from './names.ts';
import type { Selection } from './select.ts';
import type { PlannedMember } from './types.ts';

export interface StageRequest {
  archive: Archive;
  member: Member;
  secret: string | null;
  selection: Selection;
  extractor: Extractor;
  signal?: AbortSignal;
  onBytes?: (compressed: number) => void;
  /** Names in the target that count as the part `database`, however they are called. */
  databaseFiles?: readonly string[];
  /** Entries that do not belong into this target although they were chosen; the caller tells the user. */
  isUnwanted?: (path: string) => boolean;
}

/** A hard link to a hard link to ...: real archives need one more pass, hostile ones get no more than these. */
const mostPasses = 3;

/**
 * Extracts what was chosen of one member. Throws what `walkMember` throws (damage, a wrong key) and a full disk;
 * the extractor then holds what was complete, and maybe a torn file.
 */
export async function stageMember(request: StageRequest): Promise<void> {
  const { extractor } = request;
  await walk(request, chosen(request));
  for (let pass = 0; pass < mostPasses && extractor.looseLinks.length > 0; pass += 1) {
    const wanted = Map.groupBy(extractor.looseLinks.splice(0), ({ link }) => link);
    await walk(request, linked(request, wanted));
    for (const link of [...wanted.values()].flat()) refuseLink(extractor, link);
  }
  for (const link of extractor.looseLinks.splice(0)) refuseLink(extractor, link);
}

function refuseLink(extractor: Extractor, { path, link }: LooseLink): void {
  extractor.refuse(path, `it is a hard link to ${link}, which could not be restored or is not in the backup`);
}

async function walk(request: StageRequest, visitor: TarVisitor): Promise<void> {
  const { archive, member, secret, signal, onBytes } = request;
  const { isComplete } = await walkMember(archive, member, secret, visitor, {
    ...(signal ? { signal } : {}),
    ...(onBytes ? { onBytes } : {}),
  });
  if (!isComplete)
    throw new LifeboatError('damaged', 'MEMBER_TRUNCATED', `${member.name} ends before its end mark.`);
}

/** First pass: everything that was chosen, at its place in the target. */
function chosen({ member, selection, extractor, databaseFiles, isUnwanted }: StageRequest): TarVisitor {
  return {
    entry(entry) {
      const problem = nameProblem(entry.path);
      if (problem) return selection.takesWhole(member.part) ? extractor.refuse(entry.path, problem) : 'skip';
      const listed = partOf(member, entry.path);
      if (!listed) return 'skip';
      const path = inTarget(member, listed.path);
      const part = databaseFiles?.includes(path) ? 'database' : listed.part;
      if (!selection.takes({ part, path: listed.path })) {
        if (entry.type === 'folder') extractor.folderSeen({ ...entry, path });
        return 'skip';
      }
      if (isUnwanted?.(path)) return 'skip';
      return extractor.entry(placed(member, entry, path));
    },
    data: (chunk) => extractor.data(chunk),
    entryEnd: () => extractor.entryEnd(),
  };
}

/**
 * Later passes: the content of hard links whose other name was not chosen, written under the chosen names. Takes out
 * of `wanted` what it met.
 */
function linked({ member, extractor }: StageRequest, wanted: Map<string, LooseLink[]>): TarVisitor {
  let others: TarEntry[] = [];
  return {
    entry(entry) {
      const listed = nameProblem(entry.path) ? null : partOf(member, entry.path);
      const name = listed ? inTarget(member, listed.path) : '';
      const takers = (wanted.get(name) ?? []).map(({ path }) => placed(member, entry, path));
      const [first, ...rest] = takers;
      if (!first) return 'skip';
      wanted.delete(name);
      if (first.type !== 'file') {
        for (const taker of takers) extractor.entry(taker);
        return 'skip';
      }
      others = rest.map((taker) => ({ ...taker, type: 'hardlink', link: first.path }));
      return extractor.entry(first);
    },
    data: (chunk) => extractor.data(chunk),
    entryEnd() {
      extractor.entryEnd();
      for (const taker of others.splice(0)) extractor.entry(taker);
    },
  };
}

/** The entry under its name in the target. */
function placed(member: Member, entry: TarEntry, path: string): TarEntry {
  if (entry.type !== 'hardlink') return { ...entry, path };
  const listed = nameProblem(entry.link ?? '') ? null : partOf(member, entry.link ?? '');
  return { ...entry, path, link: listed ? inTarget(member, listed.path) : entry.link };
}

/** `homeassistant/www/a` -> `www/a`: below the folder that the member is given. */
function inTarget(member: Member, listed: string): string {
  return listed.startsWith(`${member.part}/`) ? listed.slice(member.part.length + 1) : '';
}

/** The member of the archive that the plan means. */
export function findMember(archive: Archive, planned: PlannedMember): Member {
  const member = archive.members.find(
    ({ name, offset }) => name === planned.name && offset === planned.offset,
  );
  if (member) return member;
  throw new LifeboatError(
    'failed',
    'ARCHIVE_CHANGED',
    `The archive no longer holds ${planned.name} as planned.`,
    {
      safe: 'Nothing was changed.',
      remedies: ['Plan the restore again.'],
    },
  );
}

/** Looks the key up again that the plan names by its label; any other that opens the member does as well. */
export async function secretFor(
  archive: Archive,
  member: Member,
  label: string | null,
  keys: readonly CandidateKey[],
): Promise<string | null> {
  if (label === null) return null;
  const isNamed = (candidate: CandidateKey) => candidate.label === label;
  const key = await findKey(archive, member, [
    ...keys.filter(isNamed),
    ...keys.filter((candidate) => !isNamed(candidate)),
  ]);
  if (key) return key.secret;
  throw new LifeboatError(
    'wrong-key',
    'KEY_GONE',
    `Neither the key "${label}" nor another one opens ${member.name}.`,
    {
      safe: 'Nothing was changed.',
      remedies: ['Plan the restore again.'],
    },
  );
}
