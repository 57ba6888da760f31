/** Plans a backup: what it would do is shown before the start and carried out unchanged. */
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PartId } from '../archive/types.ts';
import { type CatalogEntry, readCatalog } from '../catalog/catalog.ts';
import { earliest } from '../device/clock.ts';
import { partIds } from '../device/part-ids.ts';
import { defaultDatabase, historyIn } from '../device/recorder.ts';
import type { Installation, Part } from '../device/types.ts';
import { LifeboatError, throwIfCancelled } from '../errors.ts';
import { pairSize, withCompanions } from '../sqlite/files.ts';
import type { World } from '../world.ts';
import { estimateBackup } from './estimate.ts';
import { withoutParts } from './part-exclude.ts';
import { partFilter } from './part-filter.ts';
import { obstacleTo } from './readable.ts';
import { roomNotes } from './room.ts';
import type { BackupPlan, BackupRequest, PartBytes } from './types.ts';
import { type LeftOut, walkPart } from './walk.ts';

/**
 * Looks at every file that it would carry, and at the locations. Throws LifeboatError `usage` for a name or a choice of parts
 * that Home Assistant would not take, `not-found` for a part that is not there, `cancelled`.
 */
export async function planBackup(
  world: World,
  installation: Installation,
  request: BackupRequest,
): Promise<BackupPlan> {
  const all = partIds(installation);
  const wish = withoutParts(request, all);
  const { parts, withHistory } = chooseParts(installation, wish.parts);
  const away = withHistory ? historyAway(installation) : null;
  const database = withHistory && away === null;
  const locations = request.locations.map(({ name, path, encrypt }) => {
    return { name, path, isEncrypted: encrypt ?? request.encryption !== null };
  });
  const { backups } = await readCatalog(request.locations);
  const plan: BackupPlan = {
    installation,
    slug: freeSlug(world, backups),
    name: nameOf(request, installation),
    date: world.now().toISOString().replace('Z', '000+00:00'),
    parts,
    database,
    exclude: wish.exclude,
    locations,
    securetar: locations.some(({ isEncrypted }) => isEncrypted)
      ? (request.encryption?.version ?? secureTarFor(installation.version))
      : null,
    verify: request.verify,
    schedule: request.schedule ?? null,
    bytes: 0,
    files: 0,
    leftOut: away === null ? [] : [away],
    notes: [...clockNotes(world), ...databaseNotes(installation, parts), ...awayNotes(away)],
  };
  const sizes: PartBytes[] = [];
  plan.sizes = sizes;
  for (const part of parts) sizes.push({ id: part.id, bytes: await measure(plan, part, request.signal) });
  if (database) sizes.push({ id: 'database', bytes: addDatabase(plan) });
  const { bytes, verify } = plan;
  const estimate = estimateBackup({ bytes, verify, parts: sizes }, { jobs: [], backups });
  plan.notes.push(...(await roomNotes(request.locations, estimate)));
  return plan;
}

/** Files that are looked at before others get their turn: some milliseconds, more on a slow card. */
const slice = 500;

/** Adds what the part holds to the plan. Its bytes. */
async function measure(plan: BackupPlan, part: Part, signal: AbortSignal | undefined): Promise<number> {
  const before = plan.bytes;
  const pair = part.id === 'homeassistant' ? pairNames(plan) : [];
  const tell = (left: LeftOut) => {
    if (!pair.includes(left.path)) plan.leftOut.push({ ...left, path: `${part.id}/${left.path}` });
  };
  const walk = walkPart(part, { exclude: partFilter(plan, part), onLeftOut: tell });
  for (const item of walk) {
    if (item.kind !== 'file') continue;
    const reason = obstacleTo(item.source);
    if (reason !== null) tell({ path: path.relative(part.path, item.source), why: 'unreadable', reason });
    plan.files += 1;
    plan.bytes += item.stat.size;
    if (plan.files % slice !== 0) continue;
    await nextTurn();
    throwIfCancelled(signal);
  }
  throwIfCancelled(signal);
  return plan.bytes - before;
}

/** The recorder's files, which the walk passes by because they go in as a pair. */
function pairNames({ database, installation }: BackupPlan): string[] {
  const history = database ? historyIn(installation) : null;
  return history ? withCompanions(history.inConfig) : [];
}

function addDatabase(plan: BackupPlan): number {
  const history = historyIn(plan.installation);
  if (history === null) return 0;
  const { bytes, files } = pairSize(history.file);
  plan.files += files;
  plan.bytes += bytes;
  return bytes;
}

/** Home Assistant shows only one of two backups of the same slug. */
function freeSlug(world: World, backups: readonly CatalogEntry[]): string {
  const taken = new Set(backups.map(({ id }) => id));
  for (;;) {
    const slug = world.randomBytes(4).toString('hex');
    if (!taken.has(slug)) return slug;
  }
}

function nameOf({ name }: BackupRequest, { version }: Installation): string {
  const given = name ?? `Lifeboat backup ${version ?? ''}`.trim();
  if (!/[/\\]|^[A-Za-z]:|^\s*\.{0,2}\s*$/.test(given)) return given;
  throw new LifeboatError('usage', 'BAD_NAME', `Home Assistant does not take the name "${given}".`, {
    safe: 'Nothing was done.',
    remedies: ['Give a name without / and \\ that does not begin with a drive letter.'],
  });
}

function chooseParts(installation: Installation, wanted: PartId[] | undefined) {
  const all = partIds(installation);
  const ids = wanted === undefined || wanted.includes('all') ? all : wanted;
  const unknown = ids.find((id) => !all.includes(id));
  if (unknown !== undefined) {
    throw new LifeboatError('not-found', 'NO_SUCH_PART', `This installation has no part "${unknown}".`, {
      safe: 'Nothing was done.',
      remedies: [`It has: ${all.join(', ')}.`],
    });
  }
  if (ids.includes('database') && !ids.includes('homeassistant')) {
    const message =
      'The database travels inside the part homeassistant; Home Assistant cannot restore it from elsewhere.';
    throw new LifeboatError('usage', 'DATABASE_ALONE', message, {
      safe: 'Nothing was done.',
      remedies: ['--parts homeassistant,database'],
    });
  }
  const parts = installation.parts.filter((part) => part.id !== 'database' && ids.includes(part.id));
  return { parts, withHistory: ids.includes('database') };
}

/** A backup by hand is made with any clock; only those of the schedule wait. */
function clockNotes(world: World): BackupPlan['notes'] {
  const now = world.now();
  if (now >= earliest) return [];
  const message = `The clock of this device is not set: the backup will be dated ${now.toISOString().slice(0, 10)}, and be taken for an old one.`;
  return [{ code: 'CLOCK_NOT_SET', message }];
}

/** The history that no backup of the files can hold must be backed up where it is. */
function databaseNotes({ recorder, parts: all }: Installation, parts: Part[]): BackupPlan['notes'] {
  if (!parts.some(({ id }) => id === 'homeassistant')) return [];
  if (recorder.engine === 'server') {
    const message = `The history is in a database server (${recorder.url}) and not in this backup.`;
    return [{ code: 'DATABASE_ON_SERVER', message }];
  }
  if (recorder.engine === 'unknown') {
    const isUsual = all.some(({ id }) => id === 'database');
    const usual = isUsual ? ` The usual one, ${defaultDatabase}, is backed up.` : '';
    const message = `Which database holds the history could not be known: ${recorder.reason}${usual}`;
    return [{ code: 'DATABASE_UNKNOWN', message }];
  }
  if (all.some(({ id }) => id === 'database')) return [];
  if (recorder.inConfig === null) {
    const message = `The history in ${recorder.file} lies outside the configuration and is not in this backup.`;
    return [{ code: 'DATABASE_OUTSIDE', message }];
  }
  return [];
}

/** The history that is asked for, where it cannot be reached. */
function historyAway(installation: Installation): LeftOut | null {
  const history = installation.isHistoryAway ? historyIn(installation) : null;
  if (history === null) return null;
  const reason = 'The history is on a drive that does not answer.';
  return { path: `homeassistant/${history.inConfig}`, why: 'away', reason };
}

function awayNotes(away: LeftOut | null): BackupPlan['notes'] {
  if (away === null) return [];
  const message = `The history in ${away.path} cannot be reached now: the backup will be incomplete.`;
  return [{ code: 'DATABASE_AWAY', message }];
}

/** What a Home Assistant of this version can open. */
export function secureTarFor(version: string | null): 2 | 3 {
  return isOlderThan(version, 2026, 3) ? 2 : 3;
}

/** Whether a version such as 2026.2.3 comes before year.month; unknown ones do not. */
function isOlderThan(version: string | null, year: number, month: number): boolean {
  const [, y, m] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return y !== undefined && (Number(y) < year || (Number(y) === year && Number(m) < month));
}
