/** Which key a new backup is encrypted with. */
import { LifeboatError } from '../errors.ts';
import type { World } from '../world.ts';
import { generateKey } from './generate.ts';
import { isNotKept, type KeyRing } from './ring.ts';

export interface ChosenKey {
  secret: string;
  label: string;
  from: 'given' | 'ring' | 'homeassistant' | 'generated';
  /** Made just now: it exists only in the key ring until the user has seen or saved it. */
  isNew: boolean;
}

export interface KeySources {
  /** The key of this run, as `--key-file` gave it. */
  given: string | null;
  ring: KeyRing;
  /** The key that Home Assistant itself encrypts with; null where it has none. */
  homeassistant: string | null;
}

/**
 * The given key, else the ring's current one, else Home Assistant's own, so that one key opens all, else a new one.
 * What was found or made enters the ring; a given key does not: it is for this once. Where the ring cannot be written
 * Home Assistant's own is known all the same; throws KEY_NOT_KEPT for a new one, which nobody would know.
 */
export async function chooseKey(
  world: World,
  { given, ring, homeassistant }: KeySources,
): Promise<ChosenKey> {
  if (given !== null) return { secret: given, label: 'the given key', from: 'given', isNew: false };
  const { current } = ring;
  if (current) return { secret: current.secret, label: current.label, from: 'ring', isNew: false };
  if (homeassistant) {
    const key = { secret: homeassistant, from: 'homeassistant', isNew: false } as const;
    try {
      const { label } = await ring.add({ ...key, source: key.from, created: world.now() });
      return { ...key, label };
    } catch (error) {
      if (!isNotKept(error)) throw error;
      return { ...key, label: 'Home Assistant’s own key' };
    }
  }
  const secret = generateKey(world.randomBytes);
  try {
    const { label } = await ring.add({ secret, source: 'generated', created: world.now() });
    return { secret, label, from: 'generated', isNew: true };
  } catch (error) {
    throw isNotKept(error) ? keyNotKept(error) : error;
  }
}

/** Encrypted with a key that is lost at once, a backup would be worth nothing. */
function keyNotKept(cause: LifeboatError): LifeboatError {
  const message = `There is no encryption key yet, and a new one could not be kept. ${cause.message}`;
  return new LifeboatError(cause.kind, 'KEY_NOT_KEPT', message, {
    safe: 'No backup was made; nothing was changed.',
    remedies: [
      'Back up with a key of your own, in the first line of a file on another drive: lifeboat backup --key-file FILE',
      'Or leave the backup open for everyone: lifeboat backup --no-encryption',
    ],
    cause,
  });
}
