/** Writes an emergency kit to a file, which counts as having the key outside once the file was copied off the device. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readLocationName } from '../device/storage.ts';
import type { Installation } from '../device/types.ts';
import { LifeboatError } from '../errors.ts';
import { placeError } from '../locations/errors.ts';
import { writePrivateFile } from '../private-file.ts';
import type { World } from '../world.ts';
import { emergencyKit } from './emergency-kit.ts';
import { type KeyRing, noteShown, type RingKey } from './ring.ts';

/** The absolute path of the file. Throws `usage` / FILE_EXISTS, and the errors of a place. */
export async function saveEmergencyKit(
  world: World,
  ring: KeyRing,
  key: RingKey,
  installation: Installation | null,
  file: string,
): Promise<string> {
  const target = path.resolve(file);
  if (existsSync(target)) {
    throw new LifeboatError('usage', 'FILE_EXISTS', `${target} exists already.`, {
      safe: 'It was not changed.',
      remedies: ['Name a file that does not exist yet.'],
    });
  }
  const instance = installation ? readLocationName(installation.config) : null;
  const text = emergencyKit({ secret: key.secret, label: key.label, instance, now: world.now() });
  try {
    writePrivateFile(target, text);
  } catch (error) {
    throw placeError(error, path.dirname(target));
  }
  await noteShown(ring, key, world.now());
  return target;
}
