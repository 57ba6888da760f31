/** Verifies one member: every byte is read, and counted by the part that it belongs to. */
import { LifeboatError, systemCode } from '../errors.ts';
import { DatabaseCopy, type DatabaseVerdict } from './database-check.ts';
import { partOf } from './paths.ts';
import type { Archive, CandidateKey, Member, PartId, TarEntry, TarVisitor } from './types.ts';
import { secretToTry } from './unlock.ts';
import { type MemberWalk, type WalkOptions, walkMember } from './walk.ts';

export type VerifyState = 'whole' | 'damaged' | 'wrong-key' | 'unreadable';

export interface PartCheck {
  part: PartId;
  state: VerifyState;
  /** What could be read: all entries but folders, and their bytes. */
  files: number;
  bytes: number;
  /** What there is to say about it; may be empty. */
  message: string;
}

export interface MemberCheck {
  /** The member's part, and `database` where the recorder's files are in it. */
  parts: PartCheck[];
  /** Null for members that hold no configuration. */
  database: DatabaseVerdict | null;
}

export interface CheckOptions extends WalkOptions {
  /** Where the database is copied to for SQLite's check; '' for the system's place; absent: no check. */
  scratch?: string;
}

/** Never throws for what the member is; throws LifeboatError `cancelled` and errors that are bugs. */
export async function checkMember(
  archive: Archive,
  member: Member,
  keys: CandidateKey[],
  { scratch, ...options }: CheckOptions,
): Promise<MemberCheck> {
  const isConfiguration = member.part === 'homeassistant';
  const copy = isConfiguration && scratch !== undefined ? new DatabaseCopy(scratch) : null;
  const tally = new Tally(member, copy);
  try {
    const outcome = await secretToTry(archive, member, keys)
      .then((secret) => walkMember(archive, member, secret, tally, options))
      .then(
        (walk) => judge(member, walk),
        (error: unknown) => failure(member, error),
      );
    const parts = tally.parts(outcome);
    if (!isConfiguration) return { parts, database: null };
    const database = await judgeDatabase(parts, copy, options.signal);
    return { parts: parts.map((check) => blame(check, database)), database };
  } finally {
    copy?.remove();
  }
}

type Outcome = Pick<PartCheck, 'state' | 'message'>;

function judge(member: Member, { isComplete }: MemberWalk): Outcome {
  if (!isComplete)
    return { state: 'damaged', message: `${member.name} has no end mark: its writer stopped in the middle.` };
  if (!member.listed)
    return {
      state: 'damaged',
      message: `The metadata does not name ${member.part}: it failed while the backup was made, files may be missing.`,
    };
  // SecureTar 1 and 2 do not authenticate, and only gzip carries a checksum.
  if (!member.compressed && member.cipher !== 'securetar3')
    return { state: 'whole', message: 'Not compressed, so without checksums: changed bytes would not show.' };
  return { state: 'whole', message: '' };
}

function failure(member: Member, error: unknown): Outcome {
  if (error instanceof LifeboatError) {
    if (error.kind === 'cancelled') throw error;
    if (error.kind === 'damaged' || error.kind === 'wrong-key')
      return { state: error.kind, message: error.message };
  } else if (systemCode(error) === '') throw error;
  const reason = error instanceof Error ? error.message : String(error);
  return { state: 'unreadable', message: `${member.name} could not be read: ${reason}` };
}

async function judgeDatabase(
  parts: PartCheck[],
  copy: DatabaseCopy | null,
  signal?: AbortSignal,
): Promise<DatabaseVerdict> {
  const isThere = parts.some(({ part }) => part === 'database');
  const isWhole = parts.every(({ state }) => state === 'whole');
  if (!isThere) return { state: isWhole ? 'absent' : 'not-checked', reason: '' };
  if (!copy) return { state: 'not-checked', reason: '' };
  return isWhole
    ? copy.check(signal)
    : { state: 'not-checked', reason: 'The database is in a member that is not whole.' };
}

function blame(check: PartCheck, database: DatabaseVerdict): PartCheck {
  if (check.part !== 'database' || database.state !== 'malformed') return check;
  return { ...check, state: 'damaged', message: database.reason };
}

/** Counts what was read to its end, and copies the database's files on the way. */
class Tally implements TarVisitor {
  #member: Member;
  #copy: DatabaseCopy | null;
  #counts = new Map<PartId, { files: number; bytes: number }>();
  #present: { part: PartId; size: number } | null = null;

  constructor(member: Member, copy: DatabaseCopy | null) {
    this.#member = member;
    this.#copy = copy;
    this.#counts.set(member.part, { files: 0, bytes: 0 });
  }

  entry({ path, type, size }: TarEntry): 'skip' | undefined {
    const place = partOf(this.#member, path);
    if (!place || type === 'folder') return 'skip';
    this.#present = { part: place.part, size };
    if (place.part === 'database' && type === 'file') this.#copy?.begin(place.path);
    return undefined;
  }

  data(chunk: Buffer): void {
    this.#copy?.write(chunk);
  }

  entryEnd(): void {
    this.#copy?.end();
    if (!this.#present) return;
    const { part, size } = this.#present;
    const { files, bytes } = this.#counts.get(part) ?? { files: 0, bytes: 0 };
    this.#counts.set(part, { files: files + 1, bytes: bytes + size });
  }

  parts(outcome: Outcome): PartCheck[] {
    return [...this.#counts].map(([part, count]) => ({ part, ...outcome, ...count }));
  }
}
