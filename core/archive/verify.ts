/** Verifies an archive: its members one by one, and what they are against what the metadata says. */
import { throwIfCancelled } from '../errors.ts';
import type { Run } from '../events.ts';
import { isIncomplete } from './completeness.ts';
import type { DatabaseState } from './database-check.ts';
import { summarize } from './summary.ts';
import type { Archive, CandidateKey, Member, Problem } from './types.ts';
import { checkMember, type PartCheck, type VerifyState } from './verify-member.ts';

export type { DatabaseState } from './database-check.ts';
export type { PartCheck, VerifyState } from './verify-member.ts';

export interface VerifyResult {
  id: string;
  /** The worst of its parts, and `damaged` where something is missing, though all that is there be sound. */
  state: VerifyState;
  parts: PartCheck[];
  database: DatabaseState;
  /** Those of the archive, and what SQLite says about the database. */
  problems: Problem[];
}

export interface VerifyOptions {
  /** Check the recorder's database itself too; takes its size in `scratch`. */
  database: boolean;
  /** An existing folder for the database's copy; the system's place for temporary files by default. */
  scratch?: string;
}

const states: VerifyState[] = ['damaged', 'wrong-key', 'unreadable', 'whole'];

/**
 * Reads every byte: decrypts, inflates, checks all checksums, walks each tar to its end. A member that fails does not keep
 * the others from being read. Throws LifeboatError `cancelled`.
 */
export async function verifyArchive(
  archive: Archive,
  keys: CandidateKey[],
  options: VerifyOptions,
  run: Run,
): Promise<VerifyResult> {
  const progress = progressOf(archive, run);
  const result: VerifyResult = {
    id: summarize(archive).id,
    state: 'whole',
    parts: [],
    database: archive.members.some(({ part }) => part === 'homeassistant') ? 'not-checked' : 'absent',
    problems: [...archive.problems],
  };
  for (const member of archive.members) {
    throwIfCancelled(run.signal);
    run.report({ type: 'stage', stage: 'verifying', part: member.part });
    const onBytes = progress(member);
    const { parts, database } = await checkMember(archive, member, keys, {
      ...(options.database ? { scratch: options.scratch ?? '' } : {}),
      ...(run.signal ? { signal: run.signal } : {}),
      onBytes,
    });
    onBytes(member.size);
    result.parts.push(...parts);
    if (database === null) continue;
    result.database = database.state;
    if (database.reason !== '')
      result.problems.push({ path: member.name, code: 'DATABASE', message: database.reason });
  }
  for (const { path, code, message } of archive.problems)
    if (code === 'MEMBER_MISSING')
      result.parts.push({ part: path, state: 'damaged', files: 0, bytes: 0, message });
  result.state = stateOf(result);
  return result;
}

function stateOf({ parts, problems }: VerifyResult): VerifyState {
  if (isIncomplete({ problems })) return 'damaged';
  return states.find((state) => parts.some((part) => part.state === state)) ?? 'whole';
}

/** Progress over all members, some 200 events in all. */
function progressOf({ members }: Archive, run: Run): (member: Member) => (bytes: number) => void {
  const total = members.reduce((sum, { size }) => sum + size, 0);
  const step = Math.max(1024 * 1024, total / 200);
  let before = 0;
  let told = 0;
  return (member) => {
    const start = before;
    before += member.size;
    return (bytes) => {
      const read = start + Math.min(bytes, member.size);
      if (read === told || (read - told < step && bytes < member.size)) return;
      told = read;
      run.report({ type: 'progress', bytes: read, total });
    };
  };
}
