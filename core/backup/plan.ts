/** What a backup would do, as data: shown before the start and carried out unchanged. */
import path from 'node:path';
import type { PartId } from '../archive/types.ts';
import type { Installation, Part } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import type { Location } from '../locations/types.ts';
import type { World } from '../world.ts';
import { createFilter } from './exclude.ts';
import { type LeftOut, walkPart } from './walk.ts';

export interface BackupRequest {
  /** Default: all that the installation has; `all` says so. */
  parts?: PartId[];
  exclude: string[];
  name?: string;
  locations: Location[];
  /** Null: plain. `version` null: 3, or 2 where the installed Home Assistant is older than 2026.3. */
  encryption: { version: 2 | 3 | null } | null;
  verify: boolean;
  /** The schedule's plan that asks for it: retention only removes what such a plan made. Null: made by hand. */
  schedule?: string | null;
}

export interface BackupPlan {
  installation: Installation;
  slug: string;
  name: string;
  date: string;
  /** Parts with a member of their own. */
  parts: Part[];
  database: boolean;
  exclude: string[];
  locations: { name: string; path: string }[];
  securetar: 2 | 3 | null;
  verify: boolean;
  schedule: string | null;
  /** Bytes of file content, before compression. */
  bytes: number;
  files: number;
  /** What rules leave out, and what cannot be read. */
  leftOut: LeftOut[];
}

/** The filter of one part of this plan; the locations inside the part are never carried along. */
export function partFilter(plan: Pick<BackupPlan, 'installation' | 'exclude' | 'locations'>, part: Part) {
  const { recorder } = plan.installation;
  const inside = plan.locations
    .map((location) => path.relative(part.path, location.path))
    .filter((relative) => relative !== '' && !relative.startsWith('..'))
    .map((relative) => `${part.id}/${relative}/*.tar`);
  const inConfig = recorder.engine === 'sqlite' ? recorder.inConfig : null;
  return createFilter({
    part: part.id,
    // The recorder's files are put into the member as a consistent pair, not found by the walk.
    excludeDatabase: part.id === 'homeassistant',
    ...(inConfig === null ? {} : { database: inConfig }),
    globs: [...plan.exclude, ...inside],
  });
}

export async function planBackup(
  world: World,
  installation: Installation,
  request: BackupRequest,
): Promise<BackupPlan> {
  const { parts, database } = chooseParts(installation, request.parts);
  const name = request.name ?? `Lifeboat backup ${installation.version ?? ''}`.trim();
  if (/[/\\]|^[A-Za-z]:|^\.{0,2}$/.test(name)) {
    const message = `Home Assistant does not take the name "${name}".`;
    throw new LifeboatError('usage', 'BAD_NAME', message, {
      safe: 'Nothing was done.',
      remedies: ['Give a name without / and \\ that does not begin with a drive letter.'],
    });
  }
  const plan: BackupPlan = {
    installation,
    slug: world.randomBytes(4).toString('hex'),
    name,
    date: world.now().toISOString().replace('Z', '000+00:00'),
    parts,
    database,
    exclude: request.exclude,
    locations: request.locations.map((location) => ({ name: location.name, path: location.path })),
    securetar: request.encryption
      ? (request.encryption.version ?? (isOlderThan(installation.version, 2026, 3) ? 2 : 3))
      : null,
    verify: request.verify,
    schedule: request.schedule ?? null,
    bytes: 0,
    files: 0,
    leftOut: [],
  };
  for (const part of parts) {
    const onLeftOut = (leftOut: LeftOut) =>
      plan.leftOut.push({ ...leftOut, path: `${part.id}/${leftOut.path}` });
    for (const item of walkPart(part, { exclude: partFilter(plan, part), onLeftOut })) {
      if (item.kind !== 'file') continue;
      plan.files += 1;
      plan.bytes += item.stat.size;
    }
  }
  return plan;
}

function chooseParts(installation: Installation, wanted: PartId[] | undefined) {
  const all = installation.parts.map((part) => part.id);
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
  return { parts, database: ids.includes('database') };
}

/** Whether a Home Assistant version such as 2026.2.3 comes before year.month; unknown versions do not. */
function isOlderThan(version: string | null, year: number, month: number): boolean {
  const [, y, m] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return y !== undefined && (Number(y) < year || (Number(y) === year && Number(m) < month));
}
