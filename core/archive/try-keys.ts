/** Which keys open an archive, and which of its members wait for another one. */
import { checkKey, SecureTarError } from './securetar/decrypt.ts';
import type { Archive, CandidateKey, Member } from './types.ts';

export interface TriedKeys {
  /** The keys that open something, each once. */
  fitting: CandidateKey[];
  /** Encrypted, and none of the keys opens it. What is too damaged for a key to be tried is not among these. */
  locked: Member[];
}

/** Tries the keys on every encrypted member; no member is read. */
export async function tryKeys(archive: Archive, keys: readonly CandidateKey[]): Promise<TriedKeys> {
  const tried: TriedKeys = { fitting: [], locked: [] };
  for (const member of archive.members) {
    if (member.cipher === 'none') continue;
    // What opened one member most likely opens the next.
    const likely = [...tried.fitting, ...keys.filter((key) => !tried.fitting.includes(key))];
    const key = await keyOf(archive, member, likely);
    if (key === 'locked') tried.locked.push(member);
    else if (key !== 'damaged' && !tried.fitting.includes(key)) tried.fitting.push(key);
  }
  return tried;
}

async function keyOf(
  { source }: Archive,
  member: Member,
  keys: readonly CandidateKey[],
): Promise<CandidateKey | 'locked' | 'damaged'> {
  try {
    for (const key of keys) if ((await checkKey(source, member, key.secret)) === 'right') return key;
    return 'locked';
  } catch (error) {
    if (error instanceof SecureTarError) return 'damaged';
    throw error;
  }
}
