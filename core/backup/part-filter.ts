/** What of a part goes into a backup. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { followTo } from '../device/far-mount.ts';
import { historyIn } from '../device/recorder.ts';
import type { Part } from '../device/types.ts';
import { systemCode } from '../errors.ts';
import { installationWorkFolder } from '../work-folder.ts';
import { createFilter, type Filter } from './exclude.ts';
import type { BackupPlan } from './types.ts';

export interface Filtered extends Pick<BackupPlan, 'installation' | 'exclude'> {
  /** Where backups are kept. */
  locations: readonly { path: string }[];
}

/** The filter of one part of this plan; the backups in a location inside the part are never carried along. */
export function partFilter(plan: Filtered, part: Part): Filter {
  // A place may have stopped answering since the plan was made: it is not touched.
  const real = (file: string) => followTo({ root: '/' }, file).path;
  const root = real(part.path);
  const inside = plan.locations
    .map((location) => path.relative(root, real(location.path)))
    .filter((relative) => relative.split('/')[0] !== '..');
  const history = historyIn(plan.installation);
  return createFilter({
    part: part.id,
    // The recorder's files are put into the member as a consistent pair, not found by the walk.
    excludeDatabase: part.id === 'homeassistant',
    isCacheOurs: isCacheOurs(part),
    ...(history ? { database: history.inConfig } : {}),
    globs: plan.exclude,
    locations: inside,
  });
}

function isCacheOurs({ path: folder }: Part): boolean {
  try {
    return (
      readdirSync(path.join(folder, '.cache')).join() === path.basename(installationWorkFolder(folder).top)
    );
  } catch (error) {
    if (systemCode(error) === '') throw error;
    return false;
  }
}
