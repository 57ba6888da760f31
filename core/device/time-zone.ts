/** The time zone that dates are told in. */
import { deviceZone, isZone } from '../wall-clock.ts';
import { loadRoot } from './configuration.ts';
import { readTimeZone } from './storage.ts';
import type { Installation } from './types.ts';
import { isMapping, YamlError, type YamlTree } from './yaml.ts';

/** IANA name: the installation's own, else the device's. */
export function timeZoneOf(installation: Pick<Installation, 'timeZone'> | null): string {
  return installation?.timeZone ?? deviceZone();
}

/**
 * IANA name of the zone that this Home Assistant lives in; null where it has none, or one that is not known here. What
 * stands in its configuration.yaml comes before what was chosen on its screens (its core_config).
 */
export function ownTimeZone(config: string, tree: YamlTree): string | null {
  return [configuredZone(config, tree), readTimeZone(config)].find(isKnown) ?? null;
}

function isKnown(name: unknown): name is string {
  return typeof name === 'string' && isZone(name);
}

/** Undefined also where the file cannot be read: the recorder's settings tell of that. */
function configuredZone(config: string, tree: YamlTree): unknown {
  try {
    const root = loadRoot(tree, config);
    const core = isMapping(root) ? tree.follow(root.homeassistant) : undefined;
    return isMapping(core) ? tree.follow(core.time_zone) : undefined;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return undefined;
  }
}
