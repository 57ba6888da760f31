import { readCoreConfig } from '../../core/device/storage.ts';
import { type KeyRing, openKeyRing, type RingKey } from '../../core/keys/ring.ts';
import type { ScreenContext } from '../context.ts';
import { qrRows } from './qr.ts';

export interface Kit {
  ring: KeyRing;
  key: RingKey | null;
  /** What the home is called; null where that is not known. */
  instance: string | null;
  qr: readonly string[];
}

/** The key of new backups, with its picture. */
export async function loadKit({ home, installation }: ScreenContext): Promise<Kit> {
  const ring = await openKeyRing(home);
  const key = ring.current;
  const instance = installation ? readCoreConfig(installation.config).locationName : null;
  return { ring, key, instance, qr: key ? await qrRows(key.secret) : [] };
}

/** Whether a text from paper is the key: dashes, blanks and case are where people slip. */
export function isSameKey(typed: string, secret: string): boolean {
  const plain = (text: string) => text.replace(/[\s-]/g, '').toLowerCase();
  return plain(typed) === plain(secret);
}
