/** Finds which key opens which member. Members of one archive can have different keys. */
import { checkKey, SecureTarError } from './securetar/decrypt.ts';
import type { Archive, CandidateKey, Member } from './types.ts';

/** The first candidate that opens `member`; null where none does, or where its header is too damaged to tell. */
export async function findKey(
  archive: Pick<Archive, 'source'>,
  member: Member,
  candidates: CandidateKey[],
): Promise<CandidateKey | null> {
  if (member.cipher === 'none') return null;
  for (const candidate of candidates) if (await opens(archive, member, candidate)) return candidate;
  return null;
}

/**
 * What to walk `member` with: the key that opens it, else any, because the walk then tells a wrong key from damage; null
 * where it is not encrypted, or there is no key.
 */
export async function secretToTry(
  archive: Pick<Archive, 'source'>,
  member: Member,
  candidates: CandidateKey[],
): Promise<string | null> {
  if (member.cipher === 'none') return null;
  return ((await findKey(archive, member, candidates)) ?? candidates[0])?.secret ?? null;
}

/** The key of every member; 'none-needed' for those that are not encrypted, null for those that nothing opens. */
export async function unlockArchive(
  archive: Archive,
  candidates: CandidateKey[],
): Promise<Map<Member, CandidateKey | null | 'none-needed'>> {
  const keys = new Map<Member, CandidateKey | null | 'none-needed'>();
  let likely = candidates;
  for (const member of archive.members) {
    if (member.cipher === 'none') {
      keys.set(member, 'none-needed');
      continue;
    }
    const key = await findKey(archive, member, likely);
    keys.set(member, key);
    // The key of one member most likely opens the next.
    if (key) likely = [key, ...likely.filter((other) => other !== key)];
  }
  return keys;
}

async function opens(
  archive: Pick<Archive, 'source'>,
  member: Member,
  candidate: CandidateKey,
): Promise<boolean> {
  try {
    return (await checkKey(archive.source, member, candidate.secret)) === 'right';
  } catch (error) {
    if (error instanceof SecureTarError) return false;
    throw error;
  }
}
