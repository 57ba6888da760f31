/**
 * Where files in the making lie: on the file system that they are for, out of Home Assistant's sight, and in none of
 * its own backups. Both of its writers leave out `.cache/` of the configuration directory, while a file such as
 * `backups/x.partial` would travel in its next backup. Between runs nothing of this is left.
 */
import { existsSync, realpathSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { systemCode } from './errors.ts';
import { makePrivateFolder } from './private-file.ts';

export interface WorkFolder {
  /** What it serves: a location's directory or a configuration directory. */
  of: string;
  /** What that is called in messages, where it has another name. */
  place?: string;
  folder: string;
  /** The highest folder on the way that is Lifeboat's alone. */
  top: string;
}

/** The work folder for jobs on a whole installation, such as a restore. */
export function installationWorkFolder(config: string): WorkFolder {
  const top = path.join(config, '.cache', 'lifeboat');
  return { of: config, folder: top, top };
}

/**
 * The work folder of a directory that holds backups. It depends on the directory alone, so that all runs agree on it,
 * whatever installation they know. Throws system errors where the directory cannot be reached.
 */
export function locationWorkFolder(directory: string): WorkFolder {
  const real = realpathSync(directory);
  const config = enclosingConfig(real);
  if (config !== null && statSync(config).dev === statSync(real).dev) {
    const top = path.join(config, '.cache', 'lifeboat');
    const name = path.relative(config, real).replaceAll(path.sep, '-') || 'config';
    return { of: directory, folder: path.join(top, name), top };
  }
  const top = path.join(real, '.lifeboat');
  return { of: directory, folder: top, top };
}

/** The Home Assistant configuration directory that a folder lies in; Core writes `.HA_VERSION` at every start. */
function enclosingConfig(folder: string): string | null {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.HA_VERSION'))) return at;
    if (at === path.dirname(at)) return null;
  }
}

/**
 * Makes it; the first folder that had to be made, or undefined where all were there. Throws system errors where the
 * place itself is gone. Another run may remove it again at once: who uses it tries again.
 */
export function makeWorkFolder(work: WorkFolder): string | undefined {
  statSync(work.of);
  return makePrivateFolder(work.folder);
}

/** Removes it and the empty folders above, up to Lifeboat's own, or up to `made`, which this run made. */
export function removeWorkFolder(work: WorkFolder, made: string | undefined): void {
  const last = made !== undefined && made.length < work.top.length ? made : work.top;
  for (let at = work.folder; at.length >= last.length; at = path.dirname(at)) {
    try {
      rmdirSync(at);
    } catch (error) {
      // Another run is at work there, or has removed it already.
      if (systemCode(error) === 'ENOENT') continue;
      if (systemCode(error) === 'ENOTEMPTY' || systemCode(error) === 'EEXIST') return;
      throw error;
    }
  }
}
