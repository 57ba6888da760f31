/** How a finished backup gets its name. */
import { link, open, rename, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../errors.ts';
import { nameVariants } from './file-name.ts';

/**
 * Moves a file of the same file system to a free name in `directory`, without ever replacing another file.
 * The path it got. `makeLink` can be told to fail in tests.
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
  return claimByPlaceholder(file, target);
}

/** Takes the name with an empty file, which nobody else can then take, and puts the whole one in its place. */
async function claimByPlaceholder(file: string, target: string): Promise<boolean> {
  try {
    await (await open(target, 'wx', 0o600)).close();
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await rename(file, target);
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
  return true;
}
