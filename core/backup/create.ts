/** Carries a backup plan out: one pass over the files into all locations, then read back and verified. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { openArchive } from '../archive/open.ts';
import { prepareEncryption } from '../archive/securetar/encrypt.ts';
import { type Summary, summarize } from '../archive/summary.ts';
import { verifyArchive } from '../archive/verify.ts';
import type { ArchiveTarget, Issue, TarItem } from '../archive/write/types.ts';
import { createArchiveWriter } from '../archive/write/writer.ts';
import { type ConsistentDatabase, isSqlite, openConsistent } from '../device/sqlite.ts';
import type { Part } from '../device/types.ts';
import type { Run } from '../events.ts';
import { suggestedName } from '../locations/file-name.ts';
import type { Location, LockedLocation, Sink } from '../locations/types.ts';
import type { World } from '../world.ts';
import { type BackupPlan, partFilter } from './plan.ts';
import { type LeftOut, walkPart } from './walk.ts';

export interface BackupRun extends Run {
  locations: Location[];
  key: { secret: string; label: string } | null;
  /** Of this device and this program, for the archive's `extra`. */
  deviceId: string;
  version: string;
  /** A private folder on the configuration's file system, for databases that can only be copied. */
  scratch: string;
}

export interface BackupResult {
  backup: Summary & { locations: { name: string; path: string }[] };
  complete: boolean;
  left_out: { path: string; reason: string }[];
  verified: boolean;
}

export async function createBackup(world: World, plan: BackupPlan, run: BackupRun): Promise<BackupResult> {
  const locked: LockedLocation[] = [];
  const sinks: Sink[] = [];
  try {
    for (const location of run.locations) locked.push(await location.lock('backup', world.now()));
    for (const location of locked) sinks.push(await location.createSink());
    const leftOut = await write(world, plan, run, fanOut(sinks));
    const locations: { name: string; path: string }[] = [];
    for (const [index, sink] of sinks.entries()) {
      const file = await sink.finish(suggestedName(plan.name, plan.date));
      locations.push({ name: run.locations[index]?.name ?? '', path: file });
    }
    let summary: Summary | null = null;
    let verified = plan.verify;
    for (const [index, { path: file }] of locations.entries()) {
      const source = await (run.locations[index] as Location).open(file);
      try {
        const archive = await openArchive(source);
        summary = summarize(archive);
        if (!plan.verify) continue;
        const keys = run.key ? [run.key] : [];
        const result = await verifyArchive(archive, keys, { database: false }, run);
        if (result.state !== 'whole') {
          verified = false;
          leftOut.push({ path: file, reason: `The read-back found it ${result.state}.` });
        }
      } finally {
        await source.close();
      }
    }
    return {
      backup: { ...(summary as Summary), locations },
      complete: leftOut.length === 0,
      left_out: leftOut,
      verified,
    };
  } finally {
    for (const sink of sinks) await sink.abort();
    for (const location of locked) location.release();
  }
}

function fanOut(sinks: Sink[]): ArchiveTarget {
  return {
    async write(bytes) {
      await Promise.all(sinks.map((sink) => sink.write(bytes)));
    },
    async patch(offset, bytes) {
      await Promise.all(sinks.map((sink) => sink.patch(offset, bytes)));
    },
  };
}

async function write(world: World, plan: BackupPlan, run: BackupRun, target: ArchiveTarget) {
  const leftOut: { path: string; reason: string }[] = [];
  const { randomBytes } = world;
  const encryption =
    run.key && plan.securetar ? await prepareEncryption(plan.securetar, run.key.secret, randomBytes) : null;
  const writer = createArchiveWriter(target, {
    encryption,
    randomBytes,
    now: () => world.now(),
    ...(run.signal ? { signal: run.signal } : {}),
  });
  try {
    let done = 0;
    for (const part of plan.parts) {
      run.report({ type: 'stage', stage: 'writing', part: part.id });
      const databases: ConsistentDatabase[] = [];
      try {
        const member = part.id === 'homeassistant' ? 'homeassistant' : part.id.replace('/', '_');
        const written = await writer.addMember(
          `${member}.tar.gz`,
          items(plan, part, run, databases, leftOut),
          {
            onProgress: (bytes, file) =>
              run.report({ type: 'progress', bytes: done + bytes, total: plan.bytes, path: file }),
            onIssue: (issue) => tell(issue, part, run, leftOut),
          },
        );
        done += written.bytes;
      } finally {
        for (const database of databases) await database.close();
      }
    }
    await writer.addMetadata(metadata(plan, run, leftOut.length === 0));
    await writer.finish();
    return leftOut;
  } finally {
    await writer.close();
  }
}

/** The recorder's pair first, so that another name of its file becomes a hard link and is never opened; then the files. */
async function* items(
  plan: BackupPlan,
  part: Part,
  run: BackupRun,
  databases: ConsistentDatabase[],
  leftOut: { path: string; reason: string }[],
): AsyncGenerator<TarItem> {
  const { recorder } = plan.installation;
  const walk = walkPart(part, {
    exclude: partFilter(plan, part),
    onLeftOut: (left) => tellWalk(left, part, leftOut),
  });
  /** The companions of databases that went in as pairs. */
  const seen = new Set<string>();
  const root = walk.next();
  if (!root.done) yield root.value;
  if (
    part.id === 'homeassistant' &&
    plan.database &&
    recorder.engine === 'sqlite' &&
    recorder.inConfig !== null
  ) {
    if (existsSync(recorder.file)) {
      const database = await openConsistent(recorder.file, {
        scratch: run.scratch,
        path: `data/${recorder.inConfig}`,
      });
      databases.push(database);
      if (database.state === 'malformed') {
        const message = `The database is damaged and goes in as it is: ${database.reason}`;
        run.report({ type: 'note', code: 'DATABASE_MALFORMED', message, path: recorder.file });
      }
      yield* database.items;
    }
  }
  for (const item of walk) {
    if (item.kind === 'file' && /\.(db|db3|sqlite|sqlite3)$/.test(item.path) && isSqlite(item.source)) {
      const database = await openConsistent(item.source, { scratch: run.scratch, path: item.path });
      databases.push(database);
      seen.add(`${item.path}-wal`).add(`${item.path}-shm`);
      yield* database.items;
    } else if (!seen.has(item.path)) {
      yield item;
    }
  }
}

function tell(issue: Issue, part: Part, run: BackupRun, leftOut: { path: string; reason: string }[]): void {
  const file = path.posix.join(part.id, issue.path.replace(/^data\//, ''));
  if (issue.kind === 'unreadable' || issue.kind === 'shrunk')
    leftOut.push({ path: file, reason: issue.reason });
  else run.report({ type: 'note', code: issue.kind.toUpperCase(), message: issue.reason, path: file });
}

function tellWalk(left: LeftOut, part: Part, leftOut: { path: string; reason: string }[]): void {
  if (left.why === 'unreadable' || left.why === 'name') {
    leftOut.push({ path: `${part.id}/${left.path}`, reason: left.reason });
  }
}

/** What both of Home Assistant's readers take: every type right, no version of the Supervisor, flat strings in `extra`. */
function metadata(plan: BackupPlan, run: BackupRun, isComplete: boolean): object {
  const hasConfig = plan.parts.some((part) => part.id === 'homeassistant');
  return {
    slug: plan.slug,
    version: 2,
    name: plan.name,
    date: plan.date,
    type: 'partial',
    extra: {
      'lifeboat.version': run.version,
      'lifeboat.device': run.deviceId,
      'lifeboat.plan': plan.schedule ?? 'manual',
      'lifeboat.complete': String(isComplete),
    },
    ...(hasConfig
      ? { homeassistant: { version: plan.installation.version ?? '0.0.0', exclude_database: !plan.database } }
      : {}),
    compressed: true,
    folders: plan.parts.map((part) => part.id).filter((id) => id !== 'homeassistant'),
    protected: plan.securetar !== null,
    addons: [],
    repositories: [],
  };
}
