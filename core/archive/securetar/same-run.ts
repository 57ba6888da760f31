/**
 * What version 3 alone cannot tell: a damaged salt and a wrong key look the same. One run gives all its members the same root
 * salt, validation salt and validation key (as securetar does), so members are held against each other.
 */
import type { Member, Source } from '../types.ts';
import { readMember } from './member-bytes.ts';

/** Those three fields. */
const shared = { start: 32, end: 96 };
/** Fields of two runs have a byte in common now and then; as many as these only when one was the other. */
const alikeBytes = 8;
/** As many members tell; a hostile archive may have thousands. */
const mostCompared = 64;

/** Members of the same run as `member`, by whether their fields are just its own or differ in places: one is damaged then. */
export async function membersOfSameRun(
  source: Source,
  members: readonly Member[],
  member: Member,
): Promise<{ same: Member[]; differing: Member[] }> {
  const fieldsOf = (one: Member) => readMember(source, one, shared.start, shared.end - shared.start);
  const own = await fieldsOf(member);
  const found: { same: Member[]; differing: Member[] } = { same: [], differing: [] };
  const others = members.filter((one) => one !== member && one.cipher === 'securetar3');
  for (const other of others.slice(0, mostCompared)) {
    const fields = await fieldsOf(other);
    if (fields.equals(own)) found.same.push(other);
    else if (own.filter((byte, at) => byte === fields[at]).length >= alikeBytes) found.differing.push(other);
  }
  return found;
}
