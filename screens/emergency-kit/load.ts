import { readLocationName } from '../../core/device/storage.ts';
import { type KeyRing, openKeyRing, type RingKey } from '../../core/keys/ring.ts';
import type { ScreenContext } from '../context.ts';

export interface Kit {
  ring: KeyRing;
  key: RingKey | null;
  /** What the home is called; null where that is not known. */
  instance: string | null;
}

/** The key of new backups, and whose home it is. */
export async function loadKit({ home, installation }: ScreenContext): Promise<Kit> {
  const ring = await openKeyRing(home);
  const instance = installation ? readLocationName(installation.config) : null;
  return { ring, key: ring.current, instance };
}

/** Whether a text from paper is the key: dashes, blanks and case are where people slip. */
export function isSameKey(typed: string, secret: string): boolean {
  const plain = (text: string) => text.replace(/[\s-]/g, '').toLowerCase();
  return plain(typed) === plain(secret);
}
