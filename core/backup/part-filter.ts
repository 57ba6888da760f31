/** What of a part goes into a backup. */
import { readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Part } from '../device/types.ts';
import { systemCode } from '../errors.ts';
import { escapeGlob } from '../glob.ts';
import { installationWorkFolder } from '../work-folder.ts';
import { createFilter, type Filter } from './exclude.ts';
import type { BackupPlan } from './types.ts';

/** The filter of one part of this plan; the backups in a location inside the part are never carried along. */
export function partFilter(
  plan: Pick<BackupPlan, 'installation' | 'exclude' | 'locations'>,
  part: Part,
): Filter {
  const { recorder } = plan.installation;
  const root = realPath(part.path);
  const inside = plan.locations
    .map((location) => path.relative(root, realPath(location.path)))
    .filter((relative) => relative.split('/')[0] !== '..')
    .map((relative) => path.join(part.id, escapeGlob(relative), '*.tar'));
  const inConfig = recorder.engine === 'sqlite' ? recorder.inConfig : null;
  return createFilter({
    part: part.id,
    // The recorder's files are put into the member as a consistent pair, not found by the walk.
    excludeDatabase: part.id === 'homeassistant',
    isCacheOurs: isCacheOurs(part),
    ...(inConfig === null ? {} : { database: inConfig }),
    globs: [...plan.exclude, ...inside],
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

/** As it is where it cannot be followed: a drive that is away is not inside. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
