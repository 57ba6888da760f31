/** What a restore into an installation must know about it: its databases, what stays, and what the user should read. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Archive, PartId } from '../archive/types.ts';
import { defaultDatabase, historyIn } from '../device/recorder.ts';
import { readInstanceId } from '../device/storage.ts';
import type { Installation } from '../device/types.ts';
import { withCompanions } from '../sqlite/files.ts';
import type { World } from '../world.ts';
import { mountsBelow } from './mounts.ts';
import type { InstallationRef, PlanNote } from './types.ts';

/** Never swept and only added to: the archives themselves, and where the old state is kept. */
export const mergedFolders = ['backups', '.cache'];
/** Home Assistant restores at its next start what this file says. */
export const forgottenRestore = '.HA_RESTORE';

export function installationRef({ config, version, recorder }: Installation): InstallationRef {
  const own = historyIn({ config, recorder })?.inConfig ?? defaultDatabase;
  const databases = new Set([own, defaultDatabase]);
  return { config, version, databaseFiles: [...databases].flatMap(withCompanions) };
}

/** Core and the Supervisor note the instance that asked for a backup; it is the `uuid` of `core.uuid`. */
export function isOwnBackup(archive: Archive, { config }: Installation): boolean {
  const maker = archive.metadata?.extra.instance_id;
  return typeof maker === 'string' && maker === readInstanceId(config);
}

/** What stays as it is, by the names that `show --files` uses. */
export function keptInPlace(world: World, installation: Installation, parts: readonly PartId[]): string[] {
  const kept: string[] = [];
  for (const { id, path: folder } of installation.parts) {
    if (!parts.includes(id) || id === 'database') continue;
    kept.push(...mountsBelow(world, folder).map((mount) => `${id}/${mount}`));
  }
  if (!parts.includes('homeassistant')) return kept;
  const { config, databaseFiles } = installationRef(installation);
  const stays = parts.includes('database') ? mergedFolders : [...mergedFolders, ...databaseFiles];
  return [
    ...kept,
    ...stays.filter((name) => existsSync(path.join(config, name))).map((name) => `homeassistant/${name}`),
  ];
}

export function inPlaceNotes(
  archive: Archive,
  installation: Installation,
  parts: readonly PartId[],
): PlanNote[] {
  const notes: PlanNote[] = [];
  const versions = compareVersions(archive.metadata?.homeassistant?.version ?? null, installation.version);
  if (versions > 0)
    notes.push({
      code: 'NEWER_HOME_ASSISTANT',
      message: `The backup is of Home Assistant ${archive.metadata?.homeassistant?.version}, this is ${installation.version}: update it to that version, or its database and settings may not be read.`,
      isForAfter: true,
    });
  if (versions < 0 && parts.includes('homeassistant'))
    notes.push({
      code: 'OLDER_HOME_ASSISTANT',
      message: `The backup is of Home Assistant ${archive.metadata?.homeassistant?.version}; ${installation.version} will bring it up to date when it starts.`,
    });
  if (parts.includes('homeassistant') && archive.metadata?.homeassistant?.excludeDatabase)
    notes.push({ code: 'DATABASE_KEPT', message: 'The backup has no database; the present one stays.' });
  if (parts.includes('database') && installation.recorder.engine === 'server')
    notes.push({
      code: 'RECORDER_ELSEWHERE',
      message:
        'The history of this installation is on a database server; no backup of the configuration brings it back.',
    });
  if (existsSync(path.join(installation.config, forgottenRestore)))
    notes.push({
      code: 'FORGOTTEN_RESTORE',
      message: parts.includes('homeassistant')
        ? `A forgotten ${forgottenRestore} is in the configuration; it is moved aside with everything else.`
        : `A forgotten ${forgottenRestore} is in the configuration: Home Assistant will carry it out at its next start. Remove it unless you want that.`,
    });
  return notes;
}

/** Positive where `a` is newer; 0 where one is unknown. Betas count as their release. */
function compareVersions(a: string | null, b: string | null): number {
  if (!a || !b) return 0;
  const [left, right] = [a, b].map((version) => (version.match(/\d+/g) ?? []).slice(0, 3).map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
