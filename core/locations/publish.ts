/** How a finished backup gets its name. */
import { link, lstat, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../errors.ts';
import { nameVariants } from './file-name.ts';

/**
 * Moves a file of the same file system to a free name in `directory`, without replacing another file. The
 * path it got. `makeLink` can be told to fail in tests.
 */
export async function publish(
  file: string,
  directory: string,
  name: string,
  makeLink = link,
): Promise<string> {
  for (const variant of nameVariants(name)) {
    const target = path.join(directory, variant);
    if (await claim(file, target, makeLink)) return target;
  }
  throw new Error('no free name');
}

async function claim(file: string, target: string, makeLink: typeof link): Promise<boolean> {
  try {
    await makeLink(file, target);
    await unlink(file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    // No hard links here, e.g. FAT, exFAT and some network mounts.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EOPNOTSUPP'].includes(systemCode(error))) throw error;
  }
  // No placeholder: a power cut would leave it behind, as a backup that is empty. The lock of the location keeps its writers
  // apart, and names end with a millionth of a second: nobody else takes this one between the look and the renaming.
  if (await isTaken(target)) return false;
  await rename(file, target);
  return true;
}

async function isTaken(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
