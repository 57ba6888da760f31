/** What a restore would do, as data. Nothing is written here, and nothing is left to find out that would stop it later. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { isIncomplete, lostParts } from '../archive/completeness.ts';
import { summarize } from '../archive/summary.ts';
import type { Archive, CandidateKey, Member, PartId } from '../archive/types.ts';
import { findKey } from '../archive/unlock.ts';
import type { Installation } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import { requireWritable } from './access.ts';
import { notesForAfter } from './after.ts';
import { folderOf, restorable, targetInPlace, whyNotInPlace, whyNowhere } from './goals.ts';
import { inPlaceNotes, installationRef, isOwnBackup, keptInPlace } from './installation.ts';
import { createSelection, requireFound, requireParts } from './select.ts';
import { existingParent, requireSpace, spaceNeeded } from './space.ts';
import { surveyAll } from './survey-all.ts';
import { requireRoom } from './to-directory.ts';
import type { Failure, LeftOut, Owner, PlannedMember, RestorePlan, RestoreRequest } from './types.ts';

/**
 * Plans a restore. Throws LifeboatError: not-found (a part or path that the backup does not have), wrong-key (a needed
 * member that no key opens), damaged (in place: a needed member is not whole), no-space, failed (NOT_WRITABLE, or
 * TARGET_EXISTS where whole parts go to a directory).
 */
export async function planRestore(world: World, request: RestoreRequest): Promise<RestorePlan> {
  const { archive, to, installation } = request;
  if (to === undefined && !installation)
    throw new LifeboatError('usage', 'NO_TARGET', 'A restore needs an installation or a directory to go to.');
  const goesTo = to === undefined ? (installation?.config ?? '') : path.resolve(to);
  const inPlace = to === undefined ? installation : undefined;

  requireMembers(archive);
  requireParts(request, archive.members, !archive.metadata?.homeassistant?.excludeDatabase);
  const selection = createSelection(request);
  const asked = askedParts(request);
  const leftOut: LeftOut[] = [];
  const unreadable: Failure[] = [];
  const chosen: Member[] = [];
  const members: PlannedMember[] = [];
  for (const member of archive.members.filter((candidate) => selection.needs(candidate))) {
    const isAsked = asked?.includes(member.part) ?? (request.paths ?? []).length > 0;
    const reason = inPlace ? whyNotInPlace(member, inPlace, isAsked) : whyNowhere(member);
    if (reason) {
      // A part that failed in the making is missed; apps and folders that this installation does not take are not.
      leftOut.push({
        path: member.part,
        reason,
        isLoss: !inPlace || (!member.listed && restorable.has(member.part)),
      });
      continue;
    }
    const planned = await planMember(request, member, goesTo, inPlace);
    if ('reason' in planned) unreadable.push(planned);
    else {
      chosen.push(member);
      members.push(planned);
    }
  }
  if (inPlace || members.length === 0) requireReadable(unreadable, inPlace !== undefined);
  requireGoing(leftOut, inPlace ? asked : null, members);
  if (inPlace) requireWhole(members);
  const parts = wholeParts(request, chosen, archive);
  if (!inPlace) requireRoom({ to: goesTo, members, parts });
  requireWritable(members.map(({ target }) => target));
  const ref = inPlace ? installationRef(inPlace) : null;
  const texts = new Map<string, string>();
  if (request.measure ?? inPlace !== undefined) {
    for (const [name, text] of await surveyAll(world, request, {
      selection,
      chosen,
      members,
      parts,
      installation: ref,
    }))
      texts.set(name, text);
    if (members.every(({ flaw }) => flaw === null)) requireFound(selection.missing(), parts);
  }
  const space = spaceNeeded(members);
  requireSpace(space);
  return {
    kind: inPlace ? 'in-place' : 'to-directory',
    backup: backupOf(archive),
    parts,
    paths: [...(request.paths ?? [])],
    askedParts: asked,
    members,
    to: goesTo,
    installation: ref,
    space,
    leftOut: [
      ...leftOut,
      ...[...unreadable, ...lostWith(request)].map((lost) => ({ ...lost, isLoss: true })),
    ],
    kept: inPlace ? keptInPlace(world, inPlace, parts) : [],
    notes: inPlace
      ? [...inPlaceNotes(archive, inPlace, parts), ...notesForAfter(world, inPlace.config, texts)]
      : [],
  };
}

/** Who wants everything is told what the backup lacks: nobody shall take what is left of it for all. */
function lostWith({ archive, parts, paths, without }: RestoreRequest): Failure[] {
  const isAll = parts ? parts.includes('all') : (paths ?? []).length === 0;
  if (!isAll) return [];
  return lostParts(archive)
    .filter(({ path: part }) => !without?.includes(part))
    .map(({ path: part, message }) => ({ path: part, reason: withoutStop(message) }));
}

function backupOf(archive: Archive): RestorePlan['backup'] {
  const { id, name, date, homeassistantVersion } = summarize(archive);
  return { id, name, date, homeassistantVersion };
}

/** Parts that were asked for by name; null: everything, or paths only. */
function askedParts({ parts }: RestoreRequest): PartId[] | null {
  return parts && !parts.includes('all') ? [...parts] : null;
}

/** A Failure where the member's beginning is damaged, so that no key can be tried on it. */
async function planMember(
  { archive, keys, installation }: RestoreRequest,
  member: Member,
  to: string,
  inPlace: Installation | undefined,
): Promise<PlannedMember | Failure> {
  let key: CandidateKey | null;
  try {
    key = member.cipher === 'none' ? null : await keyFor(archive, member, keys);
  } catch (error) {
    if (!(error instanceof LifeboatError) || error.kind !== 'damaged') throw error;
    return { path: member.part, reason: withoutStop(error.message) };
  }
  const target = inPlace ? targetInPlace(member.part, inPlace) : path.join(to, folderOf(member.part));
  return {
    name: member.name,
    offset: member.offset,
    part: member.part,
    size: member.size,
    keyLabel: key?.label ?? null,
    target,
    owner: ownerIn(target, installation !== undefined && isOwnBackup(archive, installation)),
    measured: null,
    changes: null,
    flaw: flawOf(member),
  };
}

async function keyFor(
  archive: Archive,
  member: Member,
  keys: readonly CandidateKey[],
): Promise<CandidateKey> {
  const key = await findKey(archive, member, keys);
  if (key) return key;
  const message =
    keys.length === 0
      ? `${member.name} is encrypted, and no key is known.`
      : `None of the known keys opens ${member.name}.`;
  throw new LifeboatError('wrong-key', keys.length === 0 ? 'NO_KEY' : 'WRONG_KEY', message, {
    safe: 'Nothing was changed.',
    remedies: ['Give the encryption key of this backup (--key-file FILE); it stands in its emergency kit.'],
  });
}

/** Whole parts that are restored, so that the plan stands for itself when "everything" was asked. */
function wholeParts(request: RestoreRequest, chosen: readonly Member[], archive: Archive): PartId[] {
  const isAll = request.parts?.includes('all') ?? (request.paths ?? []).length === 0;
  if (!isAll) return [...(request.parts ?? [])];
  const parts = chosen.map((member) => member.part);
  const hasDatabase =
    parts.includes('homeassistant') &&
    !archive.metadata?.homeassistant?.excludeDatabase &&
    !request.without?.includes('database');
  return hasDatabase ? [...parts, 'database'] : parts;
}

/** Of a backup that was cut near its beginning nothing is left. */
function requireMembers(archive: Archive): void {
  if (archive.members.length > 0 || !isIncomplete(archive)) return;
  const what = archive.problems.map(({ message }) => message).join(' ');
  throw new LifeboatError('damaged', 'NOTHING_LEFT', `No part of this backup is left. ${what}`, {
    safe: 'Nothing was changed.',
    remedies: ['Try another copy of this backup.'],
  });
}

/** What was asked for by name must go; and something must. */
function requireGoing(
  leftOut: readonly Failure[],
  asked: readonly PartId[] | null,
  members: readonly PlannedMember[],
): void {
  const unmet = leftOut.filter(({ path: part }) => asked?.includes(part));
  if (unmet.length === 0 && members.length > 0) return;
  const names = (unmet.length > 0 ? unmet : leftOut).map(({ path: part, reason }) => `${part}: ${reason}.`);
  const message =
    unmet.length > 0
      ? 'Not everything that was asked for can be restored here.'
      : 'Nothing can be restored here.';
  throw new LifeboatError('not-found', 'NOTHING_TO_RESTORE', `${message} ${names.join(' ')}`.trim(), {
    safe: 'Nothing was changed.',
    remedies: ['Choose other parts (--parts), or a directory to restore to (--to DIR).'],
  });
}

function flawOf({ whole, listed }: Member): string | null {
  if (!whole) return 'the archive ends before this part does';
  return listed ? null : 'it failed while the backup was made: some of its files are missing';
}

function requireWhole(members: readonly PlannedMember[]): void {
  requireReadable(
    members.flatMap(({ part, flaw }) => (flaw === null ? [] : [{ path: part, reason: flaw }])),
    true,
  );
}

/** A message as part of a sentence. */
function withoutStop(message: string): string {
  return message.replace(/\.$/, '');
}

function requireReadable(flawed: readonly Failure[], isInPlace: boolean): void {
  if (flawed.length === 0) return;
  const names = flawed.map(({ path: part, reason }) => `${part} (${reason})`).join(', ');
  throw new LifeboatError('damaged', 'PART_NOT_WHOLE', `Not whole in this backup: ${names}.`, {
    safe: 'Nothing was changed.',
    remedies: isInPlace
      ? ['Leave these parts out (--parts).', 'Bring out what there is into a directory (--to DIR).']
      : ['Try another copy of this backup.'],
  });
}

/**
 * Numeric owners mean something only on the device that they come from; elsewhere all belongs to the owner of the
 * directory that it goes to. Who is not root owns what he makes.
 */
function ownerIn(target: string, isOwn: boolean): Owner {
  if (process.getuid?.() !== 0) return null;
  if (isOwn) return 'archived';
  const { uid, gid } = statSync(existingParent(target));
  return { uid, gid };
}
