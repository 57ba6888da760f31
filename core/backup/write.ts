/** Writes the archive of a plan: its parts one after another, then the metadata. */
import { statfsSync } from 'node:fs';
import path from 'node:path';
import { type EncryptionSetup, prepareEncryption } from '../archive/securetar/encrypt.ts';
import { type ArchiveOutput, createArchiveWriter } from '../archive/write/writer.ts';
import type { Part } from '../device/types.ts';
import type { Run } from '../events.ts';
import { formatBytes } from '../format.ts';
import type { World } from '../world.ts';
import { type Branch, fanOut } from './fan-out.ts';
import { PartItems } from './items.ts';
import { type Author, backupMetadata } from './metadata.ts';
import type { BackupPlan, Missing, PlannedLocation } from './types.ts';
import type { LeftOut } from './walk.ts';

export interface WriteRun extends Run, Author {
  /** Null where the plan encrypts nowhere. */
  key: { secret: string; label: string } | null;
  /**
   * A private folder on the configuration's file system, held for this job, for databases that can only be copied; null
   * where nothing can be written.
   */
  scratch: string | null;
  /** Bytes that the recorder's -wal may grow while it is read; by default a quarter of what is free, up to 1 GiB. */
  walLimit?: number;
}

export interface WriteBranch extends Branch {
  planned: PlannedLocation;
}

/**
 * One pass over the files into the sinks of all branches. What could not be read. Throws `WalTooLarge` when the recorder's
 * database should be copied first: what was written so far is then of no use.
 */
export async function writeArchive(
  world: World,
  plan: BackupPlan,
  run: WriteRun & { copyRecorder: boolean },
  branches: readonly WriteBranch[],
): Promise<Missing[]> {
  const leftOut = plan.leftOut.filter(({ why }) => why === 'away').map(asMissing);
  const { randomBytes } = world;
  const writer = createArchiveWriter(await outputs(world, plan, run, branches), {
    randomBytes,
    now: () => world.now(),
    ...(run.signal ? { signal: run.signal } : {}),
  });
  try {
    let done = 0;
    for (const part of plan.parts) {
      run.report({ type: 'stage', stage: 'writing', part: part.id });
      const items = new PartItems(plan, part, {
        ...run,
        onLeftOut: (left) => tellLeftOut(left, part, run, leftOut),
      });
      const wal = new WalWatch(plan, run);
      try {
        const written = await writer.addMember(memberName(part), items.items(), {
          onProgress(bytes, file) {
            wal.look(items.recorder);
            run.report({
              type: 'progress',
              bytes: done + bytes,
              total: plan.bytes,
              path: pathOf(part, file),
            });
          },
          onIssue({ kind, path: file, reason }) {
            const named = { path: pathOf(part, file), reason };
            if (kind === 'unreadable' || kind === 'shrunk') leftOut.push(named);
            else run.report({ type: 'note', code: kind.toUpperCase(), message: reason, path: named.path });
          },
        });
        done += written.bytes;
      } finally {
        items.close();
      }
    }
    await writer.addMetadata((isEncrypted) =>
      backupMetadata(plan, run, { isEncrypted, isComplete: leftOut.length === 0 }),
    );
    await writer.finish();
    return leftOut;
  } finally {
    await writer.close();
  }
}

/** One for the locations where it is encrypted, one for the others. */
async function outputs(
  world: World,
  { securetar }: BackupPlan,
  { key, report }: WriteRun,
  branches: readonly WriteBranch[],
): Promise<ArchiveOutput[]> {
  const setup: EncryptionSetup | null =
    key && securetar ? await prepareEncryption(securetar, key.secret, world.randomBytes) : null;
  return [true, false].flatMap((isEncrypted) => {
    const some = branches.filter(({ planned }) => planned.isEncrypted === isEncrypted);
    if (some.length === 0) return [];
    if (isEncrypted && !setup) throw new Error('a key is needed');
    return [{ target: fanOut(some, branches, report), encryption: isEncrypted ? setup : null }];
  });
}

/** As Home Assistant names them. */
function memberName({ id }: Part): string {
  return `${id.replace('/', '_')}.tar.gz`;
}

function pathOf(part: Part, tarPath: string): string {
  return path.posix.join(part.id, tarPath.replace(/^data\//, ''));
}

function tellLeftOut(left: LeftOut, part: Part, run: Run, leftOut: Missing[]): void {
  const named = asMissing({ ...left, path: `${part.id}/${left.path}` });
  if (left.why === 'unreadable' || left.why === 'name') leftOut.push(named);
  if (left.why === 'deleted') {
    run.report({ type: 'note', code: 'DELETED', message: left.reason, path: named.path });
  }
}

function asMissing({ path, reason }: LeftOut): Missing {
  return { path, reason };
}

/** While its transaction lives nothing of the -wal can be moved into the database, so it grows with every commit. */
class WalWatch {
  readonly #limit: number;
  #start: number | null = null;

  constructor(plan: BackupPlan, { walLimit }: WriteRun) {
    const { bavail, bsize } = statfsSync(plan.installation.config);
    this.#limit = walLimit ?? Math.min(2 ** 30, Math.max(2 ** 26, (bavail * bsize) / 4));
  }

  look(recorder: PartItems['recorder']): void {
    if (recorder?.method !== 'transaction') return;
    const bytes = recorder.walBytes();
    this.#start ??= bytes;
    if (bytes - this.#start > this.#limit) throw new WalTooLarge(bytes - this.#start);
  }
}

export class WalTooLarge extends Error {
  constructor(bytes: number) {
    super(
      `Home Assistant wrote ${formatBytes(bytes)} while its database was read. The backup begins anew, with a copy of the database.`,
    );
  }
}
