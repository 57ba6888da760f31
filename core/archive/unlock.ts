/** Finds which key opens which member. Members of one archive can have different keys. */
import { LifeboatError } from '../errors.ts';
import { checkKey, SecureTarError } from './securetar/decrypt.ts';
import { membersOfSameRun } from './securetar/same-run.ts';
import type { Archive, CandidateKey, Member } from './types.ts';
import { explain } from './walk.ts';

type Opened = Pick<Archive, 'source' | 'members'>;

/**
 * The first candidate that opens `member`; null where it needs none, or none does. Throws LifeboatError `damaged` where its
 * header is damaged, so that no key can be tried on it.
 */
export async function findKey(
  archive: Opened,
  member: Member,
  candidates: readonly CandidateKey[],
): Promise<CandidateKey | null> {
  if (member.cipher === 'none') return null;
  const key = await firstThatOpens(archive, member, candidates);
  if (key === null && (await isHeaderDamaged(archive, member, candidates))) throw headerDamaged(member);
  return key;
}

/** What to walk `member` with: the key that opens it, else any: the walk then says that it is wrong. Throws as `findKey`. */
export async function secretToTry(
  archive: Opened,
  member: Member,
  candidates: readonly CandidateKey[],
): Promise<string | null> {
  if (member.cipher === 'none') return null;
  return ((await findKey(archive, member, candidates)) ?? usable(candidates)[0])?.secret ?? null;
}

/** The key of a member; 'none-needed' where it is not encrypted, 'damaged' where none can be tried, null where none opens. */
export type MemberKey = CandidateKey | 'none-needed' | 'damaged' | null;

export async function unlockArchive(
  archive: Archive,
  candidates: readonly CandidateKey[],
): Promise<Map<Member, MemberKey>> {
  const keys = new Map<Member, MemberKey>();
  let likely = [...candidates];
  for (const member of archive.members) {
    const key = member.cipher === 'none' ? 'none-needed' : await keyOrDamage(archive, member, likely);
    keys.set(member, key);
    // The key of one member most likely opens the next.
    if (key !== null && typeof key === 'object') likely = [key, ...likely.filter((other) => other !== key)];
  }
  return keys;
}

async function keyOrDamage(
  archive: Opened,
  member: Member,
  candidates: readonly CandidateKey[],
): Promise<CandidateKey | 'damaged' | null> {
  try {
    return await findKey(archive, member, candidates);
  } catch (error) {
    if (error instanceof LifeboatError && error.kind === 'damaged') return 'damaged';
    throw error;
  }
}

async function firstThatOpens(
  { source }: Opened,
  member: Member,
  candidates: readonly CandidateKey[],
): Promise<CandidateKey | null> {
  try {
    for (const candidate of usable(candidates))
      if ((await checkKey(source, member, candidate.secret)) === 'right') return candidate;
    return null;
  } catch (error) {
    throw error instanceof SecureTarError ? explain(error, member) : error;
  }
}

/** Home Assistant takes an empty password for none: it is nobody's key. */
function usable(candidates: readonly CandidateKey[]): readonly CandidateKey[] {
  return candidates.filter(({ secret }) => secret !== '');
}

/**
 * Whether the fields that prove a version 3 key are damaged, when no candidate opens `member`. Of two members that differ it
 * is this one if a candidate opens the other; of more, the one that none of its run agrees with.
 */
async function isHeaderDamaged(
  { source, members }: Opened,
  member: Member,
  candidates: readonly CandidateKey[],
): Promise<boolean> {
  if (member.cipher !== 'securetar3' || usable(candidates).length === 0) return false;
  const { same, differing } = await membersOfSameRun(source, members, member);
  const [other] = differing;
  if (same.length > 0 || !other) return false;
  if (differing.length > 1) return true;
  const key = await keyOrDamage({ source, members: [other] }, other, candidates);
  return key !== null && key !== 'damaged';
}

function headerDamaged({ name }: Member): LifeboatError {
  const message = `${name} is damaged: the beginning of its encrypted data is not that of the other members.`;
  return new LifeboatError('damaged', 'MEMBER_CORRUPT', message, {
    safe: 'The other members can still be had.',
  });
}
