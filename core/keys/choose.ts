/** Which key a new backup is encrypted with. */
import type { World } from '../world.ts';
import { generateKey } from './generate.ts';
import type { KeyRing } from './ring.ts';

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
 * What was found or made enters the ring; a given key does not: it is for this once.
 */
export async function chooseKey(
  world: World,
  { given, ring, homeassistant }: KeySources,
): Promise<ChosenKey> {
  if (given !== null) return { secret: given, label: 'the given key', from: 'given', isNew: false };
  const { current } = ring;
  if (current) return { secret: current.secret, label: current.label, from: 'ring', isNew: false };
  if (homeassistant) {
    const { label } = await ring.add({
      secret: homeassistant,
      source: 'homeassistant',
      created: world.now(),
    });
    return { secret: homeassistant, label, from: 'homeassistant', isNew: false };
  }
  const secret = generateKey(world.randomBytes);
  const { label } = await ring.add({ secret, source: 'generated', created: world.now() });
  return { secret, label, from: 'generated', isNew: true };
}
